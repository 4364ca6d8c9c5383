import type { HolderRow } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { sumDue } from "./claim-facts.ts";

const PAGE = 100;
/** Holders whose due is read at the same time. */
const READERS = 10;

/**
 * Weighs what each holder is owed, once for each snapshot, page by page, until all are weighed or `untilMs` has come; the
 * next run goes on where this one stopped. Only when the transfers up to the snapshot are read is it weighed for. Gives whether there was anybody to weigh.
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
		openSnapshots(ports, token),
	]);
	const newest = snapshots.find(({ takenAtSec }) => takenAtSec <= timestampSec);
	if (!newest) return false;
	const snapshotIds = snapshots.filter(({ id }) => id <= newest.id).map(({ id }) => id);
	const before = await payouts.weighing(token.id);
	let progress = before?.snapshotId === newest.id ? before : { snapshotId: newest.id, isDone: false };
	const isNews = !progress.isDone;
	while (!progress.isDone && ports.nowMs() < untilMs) {
		await renew();
		const { holders, next } = await payouts.holders(token.id, PAGE, progress.after);
		const waiting = [...holders];
		const read = async (): Promise<void> => {
			for (let row = waiting.pop(); row; row = waiting.pop()) await weigh(ports, token, row, snapshotIds);
		};
		await Promise.all(Array.from({ length: READERS }, read));
		progress = { snapshotId: newest.id, isDone: next === undefined, ...(next ? { after: next } : {}) };
		await payouts.setWeighing(token.id, progress);
	}
	return isNews;
}

/** Weighs one holder anew, as when he wants to be paid again. */
export async function weighHolder(ports: Ports, token: Token, holder: HolderRow["holder"]): Promise<void> {
	await ports.store.payouts.add(token.id, [holder]);
	const row = await ports.store.payouts.holder(token.id, holder);
	const ids = (await openSnapshots(ports, token)).map(({ id }) => id);
	if (row) await weigh(ports, token, row, ids);
}

/** The snapshots that can still be claimed, newest first; as many as one claim may name. */
async function openSnapshots(ports: Ports, token: Token) {
	const nowSec = ports.nowMs() / 1000;
	const snapshots = await ports.dialect(token).snapshots(ports.limits.snapshotsPerClaim);
	return snapshots.filter(({ expiresAtSec }) => expiresAtSec === 0 || expiresAtSec > nowSec);
}

async function weigh(ports: Ports, token: Token, row: HolderRow, snapshotIds: readonly bigint[]): Promise<void> {
	for (let now: HolderRow | undefined = row; now; ) {
		const due = await ports.dialect(token).due(now.holder, "latest", snapshotIds);
		const { dueWei, dueAssets } = sumDue(due);
		const owedWei = worthWei(dueWei, dueAssets, token.prices);
		if (owedWei === now.owedWei) return;
		if (await ports.store.payouts.update({ ...now, version: now.version + 1, owedWei })) return;
		now = await ports.store.payouts.holder(token.id, now.holder); // somebody began to pay him meanwhile
	}
}
