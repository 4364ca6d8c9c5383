import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { firstOpen } from "./first-open.ts";
import { weigh } from "./weigh-holder.ts";

/** What is read of a page of holders at most: each is asked for each snapshot. */
const PAGE_READS = 2_000;
/** Holders whose due is read at the same time. */
const READERS = 10;
/** The newest snapshots, of which the latest that is weighed for must be one. */
const NEWEST = 20;

/**
 * Weighs what each holder is owed, once for each snapshot, page by page, until all are weighed or `untilMs` has come; the
 * next run goes on where this one stopped. All snapshots that can still be claimed count: who sold everything long ago is
 * owed by the oldest alone. Only when the transfers up to the newest are read is it weighed for. Gives whether there was
 * anybody to weigh.
 */
export async function weighHolders(
	ports: Ports,
	token: Token,
	untilMs: number,
	renew: () => Promise<unknown>,
): Promise<boolean> {
	const { payouts } = ports.store;
	const cursor = await payouts.cursor(token.id);
	if (!cursor) return false;
	const [{ timestampSec }, snapshots] = await Promise.all([
		ports.chain(token.chainId).block(cursor.blockNumber),
		ports.dialect(token).snapshots(NEWEST),
	]);
	const newest = snapshots.find(({ takenAtSec }) => takenAtSec <= timestampSec);
	if (!newest) return false;
	const before = await payouts.weighing(token.id);
	// What was begun is ended first, though there are newer ones: else the last holders' turn might never come.
	let progress = before && !before.isDone ? before : { snapshotId: newest.id, isDone: false };
	if (before?.isDone && before.snapshotId === newest.id) return false;
	const snapshotIds = await openIds(ports, token, newest.id, untilMs);
	const limit = Math.max(Math.floor(PAGE_READS / Math.max(snapshotIds?.length ?? 0, NEWEST)), 1);
	while (!progress.isDone && ports.nowMs() < untilMs) {
		await renew();
		const { holders, next } = await payouts.holders(token.id, limit, progress.after);
		const waiting = [...holders];
		const read = async (): Promise<void> => {
			for (let row = waiting.pop(); row; row = waiting.pop()) await weigh(ports, token, row, snapshotIds);
		};
		await Promise.all(Array.from({ length: READERS }, read));
		progress = { snapshotId: progress.snapshotId, isDone: next === undefined, ...(next ? { after: next } : {}) };
		await payouts.setWeighing(token.id, progress);
	}
	return true;
}

/** The snapshots that can still be claimed, up to that one; undefined: the token knows itself. */
async function openIds(ports: Ports, token: Token, newest: bigint, untilMs: number): Promise<bigint[] | undefined> {
	const first = await firstOpen(ports, token, untilMs);
	if (first === undefined) return undefined;
	return Array.from({ length: Math.max(Number(newest - first) + 1, 0) }, (_, nth) => first + BigInt(nth));
}
