import type { AssetAmount } from "./claim.ts";
import { UNSEEN } from "./cursor.ts";
import type { Address, Hex } from "./hex.ts";

/** What the chain tells of a token's money, in its order. */
export type HistoryEvent = { blockNumber: number; logIndex: number; transactionHash: Hex } & (
	| { kind: "inflow"; asset: Address; amount: bigint; source: Address }
	| { kind: "snapshot"; snapshotId: bigint }
	| { kind: "payout"; snapshotId: bigint; asset: Address; amount: bigint; holder: Address }
);
/** So much of an asset from one source; without a source: from all those that are not told apart. */
export interface SourcedAmount extends AssetAmount {
	source?: Address;
}
/** The time up to one snapshot: what came in, and what has been paid out of it. */
export interface Period {
	/** Counts the writes; each is conditional on the one before. */
	version: number;
	/** The snapshot that ends it, or will. */
	snapshotId: bigint;
	/** Events up to this block are in it. */
	upToBlock: number;
	/** The block of its snapshot; undefined: not taken yet. */
	takenAtBlock?: number;
	revenue: SourcedAmount[];
	paid: AssetAmount[];
	/** Holders paid, each counted once a transaction. */
	payoutCount: number;
}
/** How far a token's history is summed up, and its sums. It moves by compare-and-set, after the periods. */
export interface HistoryHead {
	version: number;
	/** Grows when the chain was reorganised below it, and all is summed up anew. */
	generation: number;
	blockNumber: number;
	blockHash: Hex;
	/** The snapshot that will end the period which stands open. */
	openSnapshotId: bigint;
	paid: AssetAmount[];
	payoutCount: number;
	/** Different holders that were ever paid. */
	holderCount: number;
}

/** Sources that a period tells apart; what else comes, from however many addresses, is one sum. */
export const SOURCES_KEPT = 12;

/** Nothing is summed up yet. */
export const startHead = (startBlock: number, version = 0, generation = 0): HistoryHead => ({
	version,
	generation,
	blockNumber: startBlock - 1,
	blockHash: UNSEEN,
	openSnapshotId: 1n,
	paid: [],
	payoutCount: 0,
	holderCount: 0,
});

/** Which events belong to which period, by the snapshot that ends it. */
export function byPeriod(events: readonly HistoryEvent[], openSnapshotId: bigint): Map<bigint, HistoryEvent[]> {
	const periods = new Map<bigint, HistoryEvent[]>();
	let open = openSnapshotId;
	for (const event of events) {
		const id = event.kind === "inflow" ? open : event.snapshotId;
		periods.set(id, [...(periods.get(id) ?? []), event]);
		if (event.kind === "snapshot") open = event.snapshotId + 1n;
	}
	return periods;
}

/** The period with those events that it does not hold yet. */
export function extendPeriod(before: Period, events: readonly HistoryEvent[], upToBlock: number): Period {
	const period = structuredClone(before);
	const fresh = events.filter(({ blockNumber }) => blockNumber > before.upToBlock);
	for (const event of fresh) {
		if (event.kind === "inflow") addSourced(period.revenue, event);
		else if (event.kind === "snapshot") period.takenAtBlock = event.blockNumber;
		else addAmount(period.paid, event);
	}
	period.payoutCount += payoutsIn(fresh);
	return { ...period, version: before.version + 1, upToBlock };
}
export const emptyPeriod = (snapshotId: bigint): Period => ({
	version: 0,
	snapshotId,
	upToBlock: -1,
	revenue: [],
	paid: [],
	payoutCount: 0,
});

/** The head after a range's events; `newHolders`: how many were paid for the first time. */
export function advanceHead(
	before: HistoryHead,
	events: readonly HistoryEvent[],
	last: { number: number; hash: Hex },
	newHolders: number,
): HistoryHead {
	const head = structuredClone(before);
	for (const event of events) {
		if (event.kind === "payout") addAmount(head.paid, event);
		if (event.kind === "snapshot") head.openSnapshotId = event.snapshotId + 1n;
	}
	return {
		...head,
		version: before.version + 1,
		blockNumber: last.number,
		blockHash: last.hash,
		payoutCount: before.payoutCount + payoutsIn(events),
		holderCount: before.holderCount + newHolders,
	};
}

/** What goes to one holder at once, in whatever assets and for however many snapshots, is one payout. */
const payoutsIn = (events: readonly HistoryEvent[]): number =>
	new Set(events.flatMap((event) => (event.kind === "payout" ? [`${event.transactionHash}${event.holder}`] : []))).size;

function addAmount(sums: AssetAmount[], { asset, amount }: AssetAmount): void {
	const sum = sums.find((one) => one.asset === asset);
	if (sum) sum.amount += amount;
	else sums.push({ asset, amount });
}

function addSourced(sums: SourcedAmount[], { asset, amount, source }: Required<SourcedAmount>): void {
	const same = sums.find((one) => one.asset === asset && one.source === source);
	if (same) {
		same.amount += amount;
		return;
	}
	const named = sums.filter((one) => one.source !== undefined);
	if (named.length < SOURCES_KEPT) {
		sums.push({ asset, source, amount });
		return;
	}
	const rest = sums.find((one) => one.asset === asset && one.source === undefined);
	if (rest) rest.amount += amount;
	else sums.push({ asset, amount });
}
