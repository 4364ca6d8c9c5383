import type { FaultCode } from "./fault.ts";
import type { Address, Hex } from "./hex.ts";
import type { ForwardRequest } from "./typed-data.ts";

/** What may follow what; a move that is not written here cannot happen. */
const transitions = {
	accepted: ["relayed", "refused", "settled"], // settled when somebody else paid it, once final
	relayed: ["mined", "accepted"], // accepted only when another transaction at that nonce is final
	mined: ["settled", "failed", "relayed", "accepted"], // relayed after a reorg; accepted when skipped, once final
	settled: [],
	refused: [],
	failed: [],
} as const;
export type ClaimState = keyof typeof transitions;
/** How a claim reaches the token. */
export type Route = "forwarder";

/** One push of money that a claim led to. */
export interface Payment {
	asset: Address;
	recipient: Address;
	snapshotId: bigint;
	amount: bigint;
}

/** What a mined transaction did for a claim; `skipped`: the forwarder left it out. */
export interface Outcome {
	result: "paid" | "reverted" | "skipped";
	transactionHash: Hex;
	blockNumber: number;
	blockHash: Hex;
	/** This claim's even part of the transaction's gas. */
	gasUsed: bigint;
	payments: Payment[];
}

/** One holder's right for one or more snapshots of one token, from request to payment. */
export interface Claim {
	/** The EIP-712 digest of the request. */
	id: Hex;
	/** Counts the writes; each is conditional on the one before. */
	version: number;
	state: ClaimState;
	/** Why it was refused or failed. */
	code?: FaultCode;
	tokenId: string;
	chainId: number;
	route: Route;
	holder: Address;
	/** The forwarder that the request was signed for. */
	forwarder: Address;
	snapshotIds: bigint[];
	request: ForwardRequest;
	signature: Hex;
	/** What was due when it was accepted, in wei of ETH. */
	dueWei: bigint;
	/** The lane that relays it, and, unless accepted or refused, the nonce of the row that carries it. */
	lane: string;
	nonce?: number;
	/** Rows below are over for this claim: one of them was final when it named the claim. */
	fromNonce?: number;
	outcome?: Outcome;
	acceptedAtMs: number;
	acceptedAtBlock: number;
	changedAtMs: number;
}

export const isFinal = (state: ClaimState): boolean => transitions[state].length === 0;
/** From `mined` on the forwarder's nonce is spent, so the holder may post the next claim. */
export const holdsSlot = (state: ClaimState): boolean => state === "accepted" || state === "relayed";

type Change = Pick<Claim, "state"> & Partial<Pick<Claim, "code" | "nonce" | "outcome">>;

/** The claim after a move; throws on a move that the table does not know. What `change` leaves out is dropped. */
export function moveClaim(claim: Claim, change: Change, nowMs: number): Claim {
	const allowed: readonly ClaimState[] = transitions[claim.state];
	if (!allowed.includes(change.state)) throw new Error(`a claim cannot go from ${claim.state} to ${change.state}`);
	const { code: _code, nonce: _nonce, outcome: _outcome, ...rest } = claim;
	return { ...rest, ...change, version: claim.version + 1, changedAtMs: nowMs };
}

/** Bars an accepted claim from the rows up to `nonce`, which are final: a worker that slept may still try to move it there. */
export const barClaim = (claim: Claim, nonce: number, nowMs: number): Claim => ({
	...claim,
	fromNonce: nonce + 1,
	version: claim.version + 1,
	changedAtMs: nowMs,
});
/** Whether an accepted claim may move into the row of that nonce. */
export const mayJoin = (claim: Claim, nonce: number): boolean =>
	claim.state === "accepted" && nonce >= (claim.fromNonce ?? 0);
