import { solidityPackedKeccak256 } from "ethers";
import { ascending } from "./ascending.ts";
import { contract, type Log } from "./contract.ts";
import { type Address, ETH, type Hex } from "./hex.ts";

const erc20 = contract([
	{
		type: "event",
		name: "Transfer",
		inputs: [
			{ name: "from", type: "address", indexed: true },
			{ name: "to", type: "address", indexed: true },
			{ name: "value", type: "uint256", indexed: false },
		],
		anonymous: false,
	},
] as const);

/** Somebody who holds a token, or did. */
export interface HolderRow {
	tokenId: string;
	holder: Address;
	/** Counts the writes; each is conditional on the one before. */
	version: number;
	/** What he is owed and nobody has begun to pay, as it was last weighed: in wei of ETH, ERC-20s by the stage's prices. */
	owedWei: bigint;
}
/** A holder's word on whether he is paid unasked; the newest counts. */
export interface OptOut {
	tokenId: string;
	holder: Address;
	isOut: boolean;
	signedAtSec: number;
	signature: Hex;
}

/** How far the end of a snapshot is minded: first mandates are claimed, then who is left is counted. */
export interface ExpiryWatch {
	snapshotId: bigint;
	phase: "mandates" | "holders" | "done";
	/** Where the phase goes on. */
	after?: string;
	/** Who would lose, and how much, in wei, as far as they are counted. */
	holders: number;
	lostWei: bigint;
	sinceMs: number;
	/** When all mandates had been gone through once more, with no claim of theirs on its way. */
	claimedAtMs?: number;
}
/** A snapshot that is due, and waits for the claims of the one that it would expire. */
export interface SnapshotHold {
	/** Of the one that it would expire. */
	snapshotId: bigint;
	sinceMs: number;
	/** When it asked last for mandates to be gone through. */
	askedMs: number;
}
export const newExpiryWatch = (snapshotId: bigint, nowMs: number): ExpiryWatch => ({
	snapshotId,
	phase: "mandates",
	holders: 0,
	lostWei: 0n,
	sinceMs: nowMs,
});

/** What a transfer's log is found by. */
export const transferTopic = (): Hex => erc20.topic("Transfer");

/** The transfers of ERC-20s among these logs. */
export const transfersIn = (logs: readonly Log[]): { asset: Address; to: Address; amount: bigint }[] =>
	erc20.events("Transfer", logs).map(({ args: { to, value }, log }) => ({ asset: log.address, to, amount: value }));

/** Who received the token in these logs, each once. */
export const receiversIn = (logs: readonly Log[], token: Address): Address[] => [
	...new Set(
		transfersIn(logs)
			.map(({ to }) => to)
			.filter((to) => to !== ETH && to !== token),
	),
];

/** The id of a claim that is pushed for these snapshots, at the nth try: the same whoever makes it, and however often. */
export const pushedClaimId = (
	{ chainId, address }: { chainId: number; address: Address },
	holder: Address,
	snapshotIds: readonly bigint[],
	nth: number,
): Hex =>
	solidityPackedKeccak256(
		["string", "uint256", "address", "address", "uint256[]", "uint256"],
		["push", chainId, address, holder, snapshotIds.toSorted(ascending), nth],
	) as Hex;

/** Waits before the second try of the same snapshots and each that follows; with none left he waits for the next one. */
const TRY_WAITS_SEC = [600, 3_600, 21_600, 86_400];
/** How often a claim of the same snapshots that nobody asked for is made at most. */
export const MOST_TRIES = TRY_WAITS_SEC.length + 1;
/** When there is another try after so many, the last of which ended at `endedMs`. */
export function againAtMs(tries: number, endedMs: number): number | undefined {
	const waitSec = TRY_WAITS_SEC[tries - 1];
	return waitSec === undefined ? undefined : endedMs + 1_000 * waitSec;
}

/** A holder who could not be paid unasked, and is tried again. */
export interface PushRetry {
	tokenId: string;
	holder: Address;
	/** The id of the first claim of the same snapshots. */
	of: Hex;
	/** How often he was tried. */
	tries: number;
	/** When he is tried again; absent: it has come, or he is given up until the next snapshot. */
	atMs?: number;
}
/** What is kept after the given number of tries. */
export function retryAfter(tried: Omit<PushRetry, "atMs">, nowMs: number): PushRetry {
	const atMs = againAtMs(tried.tries, nowMs);
	return atMs === undefined ? tried : { ...tried, atMs };
}
