import type { Ports } from "../core/ports/ports.ts";
import type { Transaction, TransactionState } from "../core/transaction.ts";
import { type LaneContext, laneContext } from "./lane-context.ts";
import { recoverLane } from "./recover-lane.ts";
import { settleTransaction } from "./settle-transaction.ts";
import { withLease } from "./with-lease.ts";

const POLL_MS = 400;

/**
 * Follows every open transaction of a lane, block by block, until all are final or `budgetMs` is spent:
 * at least one pass. The next minute's run goes on where this one stopped.
 */
export async function settleLane(ports: Ports, laneId: string, budgetMs: number): Promise<void> {
	const context = await laneContext(ports, laneId);
	const untilMs = ports.nowMs() + budgetMs;
	await withLease(ports, `settle#${laneId}`, async (renew) => {
		let seen = "";
		for (;;) {
			const head = await context.chain.block("latest");
			if (head.hash !== seen) {
				await renew();
				seen = head.hash;
				await recoverLane(ports, context);
				const open = await ports.store.lanes.open(laneId);
				if (open.length === 0) return;
				const moved = await settleRows(ports, context, open);
				// A mined row makes room in the lane; a final one may have given claims back.
				if (moved && (await ports.store.claims.waiting(laneId, 1)).claims.length > 0)
					await ports.invoker.wake({ fn: "relay", lane: laneId });
			}
			if (ports.nowMs() + POLL_MS > untilMs) return;
			await ports.sleep(POLL_MS);
		}
	});
}

/** Lowest nonce first; a row becomes final only after those below it. true: some row went on. */
async function settleRows(ports: Ports, context: LaneContext, open: readonly Transaction[]): Promise<boolean> {
	const finalized = await context.chain.block("finalized");
	let allBelowFinal = true;
	let moved = false;
	for (const row of open) {
		const after: TransactionState = await settleTransaction(ports, context, row, {
			finalized,
			mayFinalise: allBelowFinal,
		}).catch((error: Error) => {
			// What can't be looked into now must not keep the rows above from being pushed.
			ports.log.warn("row_not_settled", { lane: row.lane, nonce: row.nonce, error: error.message });
			return row.state;
		});
		allBelowFinal &&= after === "final";
		moved ||= after !== row.state;
	}
	return moved;
}
