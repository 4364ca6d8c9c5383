import type { Chore } from "./transaction.ts";

/** What the latest chores of one kind came to, as the chain shows them. */
export interface ChoreStanding {
	/** How many in a row brought less than their gas. */
	misses: number;
	/** None is sent before. */
	untilMs: number;
	/** The row that was judged last: it counts once. */
	lane: string;
	nonce: number;
}

const FIRST_REST_MS = 3_600_000;
export const SWEEP_REST_MS = 24 * 3_600_000;

/** Under which name a chore's standing is kept: what does the same has the same. */
export const choreName = (chore: Exclude<Chore, { kind: "refill" }>): string =>
	chore.kind === "snapshot"
		? `snapshot#${chore.tokenId}`
		: `sweep#${chore.tokenId}#${chore.sweepId}${chore.snapshotId === undefined ? "" : `#${chore.snapshotId}`}`;

export const isResting = (standing: ChoreStanding | undefined, nowMs: number): boolean =>
	standing !== undefined && standing.untilMs > nowMs;

/**
 * The standing after one more. A single miss is nothing, since somebody else may have been first; after the second it rests
 * for an hour, and twice as long after each that follows, `longestMs` at most.
 */
export function standingAfter(
	before: ChoreStanding | undefined,
	row: { lane: string; nonce: number },
	{ isWorth, nowMs, longestMs }: { isWorth: boolean; nowMs: number; longestMs: number },
): ChoreStanding {
	const misses = isWorth ? 0 : (before?.misses ?? 0) + 1;
	const restMs = misses < 2 ? 0 : Math.min(FIRST_REST_MS * 2 ** Math.min(misses - 2, 30), longestMs);
	return { misses, untilMs: nowMs + restMs, lane: row.lane, nonce: row.nonce };
}
