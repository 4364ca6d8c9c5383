import type { FaultCode } from "./fault.ts";
import type { Address, Hex } from "./hex.ts";
import type { Authorization } from "./transaction.ts";
import type { ClaimConsent, ForwardRequest, Mandate } from "./typed-data.ts";

/** What may follow what; a move that is not written here cannot happen. */
const transitions = {
	accepted: ["relayed", "refused", "settled"], // settled when somebody else paid it, once final
	relayed: ["settled", "failed", "accepted"], // once its nonce is final; accepted when skipped, or another transaction took the nonce
	settled: [],
	refused: [],
	failed: [],
} as const;
export type ClaimState = keyof typeof transitions;
/** As people see it. `mined` is not stored: a claim is relayed, and its row says that it is in a block. */
export type ShownState = ClaimState | "mined";
/** What the holder signed, by the route on which the claim reaches the token. */
export type Signed =
	| { route: "forwarder"; forwarder: Address; request: ForwardRequest }
	/** Checked here and paid by the token's `claimForMany`. */
	| { route: "on-behalf"; consent: ClaimConsent }
	/** The same, unasked: nobody signed it. It is given up after that second. */
	| { route: "on-behalf"; pushedUntilSec: bigint }
	/** A contract's consent (ERC-1271), checked on chain by `claimWithConsent`. */
	| { route: "contract-account"; consent: ClaimConsent }
	/** A standing order that the holder's account, once delegated (EIP-7702), carries out itself. */
	| { route: "mandate"; delegate: Address; mandate: Mandate; authorization?: Authorization };
/** How a claim reaches the token. */
export type Route = Signed["route"];
export const ROUTES = ["forwarder", "on-behalf", "contract-account", "mandate"] as const satisfies readonly Route[];

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

/** So much of an ERC-20. */
export interface AssetAmount {
	asset: Address;
	amount: bigint;
}

interface ClaimFields {
	/** The EIP-712 digest of what was signed; under a mandate or pushed, a hash over the snapshots too. */
	id: Hex;
	/** Counts the writes; each is conditional on the one before. */
	version: number;
	state: ClaimState;
	/** Why it was refused or failed. */
	code?: FaultCode;
	tokenId: string;
	chainId: number;
	/** The token's address. */
	token: Address;
	holder: Address;
	snapshotIds: bigint[];
	/** `0x` where nobody signed. */
	signature: Hex;
	/** What was due when it was accepted, in wei of ETH. */
	dueWei: bigint;
	/** And in ERC-20s. */
	dueAssets: AssetAmount[];
	/** The ETH by snapshot, as `snapshotIds` lists them: what was paid, where the token logs no payment. */
	dueBySnapshotWei?: bigint[];
	/** What it was booked at against the day's budgets, in wei. */
	bookedWei: bigint;
	/** The lane that relays it, and, unless accepted or refused, the nonce of the row that carries it. */
	lane: string;
	nonce?: number;
	/** Rows of its lane below this nonce are over for the claim: they were there before it came, or are final. */
	fromNonce?: number;
	/** It shares no transaction any more: nodes refused one that carried its authorization. */
	isAlone?: boolean;
	outcome?: Outcome;
	acceptedAtMs: number;
	acceptedAtBlock: number;
	changedAtMs: number;
}
/** One holder's right for one or more snapshots of one token, from request to payment. */
export type Claim = ClaimFields & Signed;
export type ClaimOn<R extends Route> = Extract<Claim, { route: R }>;

export const isFinal = (state: ShownState): boolean => state !== "mined" && transitions[state].length === 0;
/** From `mined` on the forwarder's nonce is spent, so the holder may post the next claim. */
export const holdsSlot = (state: ShownState): boolean => state === "accepted" || state === "relayed";

type Change = Pick<Claim, "state"> & Partial<Pick<Claim, "code" | "nonce" | "isAlone" | "outcome">>;

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
/** Whether an accepted claim may move into that row. */
export const mayJoin = (claim: Claim, row: { lane: string; nonce: number }): boolean =>
	claim.state === "accepted" && claim.lane === row.lane && row.nonce >= (claim.fromNonce ?? 0);

/** The same claim, written anew: whoever read it before can't move it any more. */
export const touchClaim = (claim: Claim, nowMs: number): Claim => ({
	...claim,
	version: claim.version + 1,
	changedAtMs: nowMs,
});

/** Gives an accepted claim to another lane, whose rows of today, all below `fromNonce`, it can't join. */
export function changeLane(claim: Claim, to: { lane: string; fromNonce: number }, nowMs: number): Claim {
	if (claim.state !== "accepted") throw new Error(`a claim that is ${claim.state} keeps its lane`);
	return { ...claim, ...to, version: claim.version + 1, changedAtMs: nowMs };
}

/** Whether the holder's word no longer holds. On-behalf claims the token would pay all the same. */
export const isLapsed = (claim: Claim, nowMs: number): boolean => deadlineSecOf(claim) * 1000n < BigInt(nowMs);

/** When the claim's signature stops to hold, in Unix seconds. */
export function deadlineSecOf(signed: Signed): bigint {
	if (signed.route === "forwarder") return signed.request.deadlineSec;
	if (signed.route === "mandate") return signed.mandate.expirySec;
	return "consent" in signed ? signed.consent.deadlineSec : signed.pushedUntilSec;
}
