import type { Block, Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import type { Transaction } from "../core/transaction.ts";
import { displacedRows } from "./displaced-rows.ts";
import { finaliseTransaction } from "./finalise-transaction.ts";
import { followTransaction } from "./follow-transaction.ts";
import { type LaneContext, laneContext } from "./lane-context.ts";
import { receiptsOf } from "./receipts-of.ts";
import { recoverLane } from "./recover-lane.ts";
import { withLease } from "./with-lease.ts";

const POLL_MS = 400;
/** Receipts that are asked for together: one of a full batch has some 100 kB, and providers bound an answer. */
const FINAL_AT_ONCE = 16;

/**
 * Follows every open transaction of a lane, block by block, until all are final, or all are mined and final only after
 * `budgetMs`, or that is spent: at least one pass. The next minute's run goes on where this one stopped.
 */
export async function settleLane(ports: Ports, laneId: string, budgetMs: number): Promise<void> {
	if ((await ports.store.lanes.open(laneId)).length === 0) return; // a minute's run that finds nothing costs one read
	const context = await laneContext(ports, laneId);
	const untilMs = ports.nowMs() + budgetMs;
	await withLease(ports, `settle#${laneId}`, async (renew) => {
		let seen = "";
		for (;;) {
			const head = await context.chain.block("latest");
			if (head.hash !== seen) {
				await renew();
				seen = head.hash;
				const pass = await settleRows(ports, context, head);
				if (pass.open === 0) return;
				// A mined row makes room in the lane; a final one may have given claims back.
				if (pass.moved && (await ports.store.claims.waiting(laneId, 1)).claims.length > 0)
					await ports.invoker.wake({ fn: "relay", lane: laneId });
				if (pass.restMs > untilMs - ports.nowMs()) return; // waiting is paid for by the second
			}
			if (ports.nowMs() + POLL_MS > untilMs) return;
			await ports.sleep(POLL_MS);
		}
	});
}

interface Pass {
	/** Rows that were open. */
	open: number;
	moved: boolean;
	/** How long nothing can happen but a reorg: until the lowest row's block is final, when all are mined. */
	restMs: number;
}

/**
 * One look at a lane's open rows. A mined row is looked at again when its block is gone, or final: hundreds may wait for
 * that, each with a receipt of hundreds of logs.
 */
async function settleRows(ports: Ports, context: LaneContext, head: Block): Promise<Pass> {
	// What can't be finished, as by a key that is disabled, stops what comes after it and not what is in a block already.
	await recoverLane(ports, context).catch((error: Error) =>
		ports.log.warn("lane_not_recovered", { lane: context.lane.id, error: error.message }),
	);
	const open = await ports.store.lanes.open(context.lane.id);
	if (open.length === 0) return { open: 0, moved: false, restMs: 0 };
	const standing = await standingOf(ports, context, open);
	const isYoung = (row: Transaction): boolean => !row.inclusion || standing?.displaced.has(row.nonce) === true;
	const looked = await lookAt(ports, context, open.filter(isYoung));
	const now = (row: Transaction): Transaction => looked.get(row.nonce)?.row ?? row;
	if (!standing) return { open: open.length, moved: open.some((row) => now(row).state !== row.state), restMs: 0 };
	const { finalized } = standing;
	// Lowest nonce first: a row becomes final only after those below it. In a managed lane one that was lost waits for its
	// expiry, and those above it don't depend on it.
	let final = 0;
	let mayClose = true;
	for (let at = 0; at < open.length && (mayClose || isManaged(context.sender)); at += FINAL_AT_ONCE) {
		const some = open.slice(at, at + FINAL_AT_ONCE);
		const isDue = (row: Transaction): boolean =>
			!isYoung(row) && row.inclusion !== undefined && row.inclusion.blockNumber <= finalized.number;
		for (const [nonce, one] of await lookAt(ports, context, some.filter(isDue))) looked.set(nonce, one);
		for (const stored of some) {
			const { row, receipt } = looked.get(stored.nonce) ?? { row: stored };
			const seen = { receipt, finalized, mayClose };
			if (await finaliseTransaction(ports, context, row, seen).catch(orElse(ports, row, false))) final++;
			else mayClose = false;
			if (!mayClose && !isManaged(context.sender)) break;
		}
	}
	const followed = open.map(now);
	const moved = final > 0 || followed.some((row, at) => row.state !== open[at]?.state);
	return { open: open.length, moved, restMs: restMs(followed.slice(final), head, finalized) };
}

/** What is final, and which rows lost their block; undefined while nodes don't agree: what no block took is followed all the same. */
async function standingOf(ports: Ports, context: LaneContext, open: readonly Transaction[]) {
	try {
		const [finalized, displaced] = await Promise.all([context.chain.block("finalized"), displacedRows(context, open)]);
		return { finalized, displaced };
	} catch (error) {
		ports.log.warn("finality_unknown", { lane: context.lane.id, error: (error as Error).message });
		return undefined;
	}
}

/** By the pace at which the chain goes from its finalised block to its head. */
function restMs(rows: readonly Transaction[], head: Block, finalized: Block): number {
	const [lowest] = rows;
	const blocks = head.number - finalized.number;
	if (!lowest?.inclusion || blocks <= 0 || rows.some(({ state }) => state !== "mined")) return 0;
	const secondsPerBlock = (head.timestampSec - finalized.timestampSec) / blocks;
	return 1000 * secondsPerBlock * (lowest.inclusion.blockNumber - finalized.number);
}

interface Looked {
	/** As it is stored now. */
	row: Transaction;
	receipt?: Receipt | undefined;
}
/** Follows the rows by their receipts, which are asked for together. */
async function lookAt(ports: Ports, context: LaneContext, rows: readonly Transaction[]): Promise<Map<number, Looked>> {
	const receipts = await receiptsOf(context, rows);
	const looked = rows.map(async (row): Promise<[number, Looked]> => {
		const receipt = receipts.get(row.nonce);
		const followed = await followTransaction(ports, context, row, receipt).catch(orElse(ports, row, row));
		return [row.nonce, { row: followed, receipt }];
	});
	return new Map(await Promise.all(looked));
}

/** What can't be looked into now must not keep the others from being pushed, now and in the next block. */
const orElse =
	<T>(ports: Ports, { lane, nonce }: Transaction, otherwise: T) =>
	(error: Error): T => {
		ports.log.warn("row_not_settled", { lane, nonce, error: error.message });
		return otherwise;
	};
