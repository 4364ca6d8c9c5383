import type { Address, Hex } from "./hex.ts";

/** One call that carries no claim: a snapshot, of the id that was judged due; a sweep, of a pool for one snapshot; lanes brought up to their target. */
export type Chore =
	| { kind: "snapshot"; tokenId: string; snapshotId?: bigint }
	| { kind: "sweep"; tokenId: string; sweepId: string; snapshotId?: bigint }
	| { kind: "refill"; lanes: Address[] };
/** Why a transaction is sent. */
export type Purpose = { kind: "claims"; claimIds: Hex[] } | Chore | { kind: "noop" }; // fills a nonce that would block the ones above it

/** An EIP-7702 authorization: its signer's account takes the delegate's code, for one chain and account nonce. */
export interface Authorization {
	chainId: number;
	delegate: Address;
	nonce: number;
	/** 65 bytes. */
	signature: Hex;
}

/** What a transaction calls; stored once, shared by its attempts. */
export interface Payload {
	to: Address;
	data: Hex;
	gasLimit: bigint;
	/** With them it is a transaction of type 4. */
	authorizations?: Authorization[];
}
export interface Fees {
	maxFeePerGasWei: bigint;
	maxPriorityFeePerGasWei: bigint;
}
/** One signed version of a transaction. A KMS signs differently each time, so every hash is kept. */
export interface Attempt extends Fees {
	hash: Hex;
	signature: Hex;
	/** Signed over an empty transfer to the lane itself instead of the payload. */
	noop: boolean;
	madeAtMs: number;
}
/** What a managed sender was handed; its own nonces and fees are not ours to know. */
export interface Submission {
	/** It drops what is not mined by then. */
	expiresAtSec: number;
	/** What it calls it; none: its answer was lost. */
	transactionId?: string;
	/** Every hash that it has named: where to look, never what happened. */
	hashes: Hex[];
	/** Nothing was handed over: it refused, or nothing was left to do. */
	isVoid?: boolean;
}
/** Where a transaction stands in the chain; `ok` is the receipt's status. */
export interface Inclusion {
	hash: Hex;
	blockNumber: number;
	blockHash: Hex;
	ok: boolean;
	gasUsed: bigint;
	gasPriceWei: bigint;
	/** What the chain took for the data beside its gas; where it does. */
	dataFeeWei?: bigint;
}

/**
 * `prepared`: the nonce is taken · `armed`: signed bytes are stored · `sent`: a node has them · `mined` · `final`.
 * In a managed lane `armed`: what it shall call is stored · `sent`: it was handed over, or was about to be.
 */
export type TransactionState = "prepared" | "armed" | "sent" | "mined" | "final";

/** One nonce of a lane; in a managed lane a number of our own. */
export interface Transaction {
	lane: string;
	nonce: number;
	version: number;
	state: TransactionState;
	purpose: Purpose;
	/** From `armed` on: what is called, under which key it is stored, and the claims that it really carries. */
	payloadKey?: Hex;
	carriedClaimIds?: Hex[];
	attempts: Attempt[];
	/** In a managed lane, from `sent` on. */
	submission?: Submission;
	/** Gas limit times fee cap, the most it may cost; counted against the lane's balance while it is open. */
	worstCostWei: bigint;
	inclusion?: Inclusion;
	preparedAtMs: number;
}

/** Whether two chores do the same, so that only one of them may be open. A chain's refill is one, whichever lanes it is for. */
export function isSameChore(a: Purpose, b: Purpose): boolean {
	if (a.kind === "snapshot") return b.kind === "snapshot" && a.tokenId === b.tokenId;
	if (a.kind === "refill") return b.kind === "refill";
	if (a.kind !== "sweep" || b.kind !== "sweep") return false;
	return a.tokenId === b.tokenId && a.sweepId === b.sweepId && a.snapshotId === b.snapshotId;
}

/** Whether bytes that do what the row is for are out, or may still be signed. */
export const isAtWork = (row: Transaction): boolean =>
	row.state !== "final" && (row.attempts.length === 0 || row.attempts.some(({ noop }) => !noop));

/** Under which hashes it may be in a block. */
export const hashesOf = ({ attempts, submission }: Transaction): Hex[] => [
	...attempts.map(({ hash }) => hash),
	...(submission?.hashes ?? []),
];

/** Whether the nonce was used by a no-op. */
export const endedAsNoop = ({ attempts, inclusion }: Transaction): boolean =>
	attempts.some(({ hash, noop }) => noop && hash === inclusion?.hash);

/** Whether it was in the place of what the row was for. */
export const isGivenUp = (row: Transaction): boolean => row.payloadKey !== undefined && endedAsNoop(row);

export const isUnmined = (row: Transaction): boolean => row.state !== "mined" && row.state !== "final";

/** The nonce that the lane's next transaction takes: derived from what is on chain and stored, never counted. */
export const nextNonce = (chainNonce: number, highestStored: number | undefined): number =>
	Math.max(chainNonce, highestStored === undefined ? 0 : highestStored + 1);

/**
 * Nonces that nobody holds although a higher row waits for them (after a reorg or a lost pool).
 * `openNonces` ascend.
 */
export function holes(chainNonce: number, openNonces: readonly number[]): number[] {
	const highest = openNonces.at(-1);
	if (highest === undefined) return [];
	const held = new Set(openNonces);
	const missing: number[] = [];
	for (let nonce = chainNonce; nonce < highest; nonce++) if (!held.has(nonce)) missing.push(nonce);
	return missing;
}
