import { forwardBatch } from "../core/forward.ts";
import type { Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isUnmined } from "../core/transaction.ts";
import { armTransaction } from "./arm-transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import { type LaneContext, laneContext } from "./lane-context.ts";
import { type Held, prepareTransaction } from "./prepare-transaction.ts";
import { recoverLane } from "./recover-lane.ts";
import { selectBatch } from "./select-batch.ts";
import { withLease } from "./with-lease.ts";

/** Turns a lane's accepted claims into batches and batches into transactions, then wakes settle. */
export async function relayLane(ports: Ports, laneId: string): Promise<void> {
	const context = await laneContext(ports, laneId);
	const tried = new Set<Hex>();
	for (;;) {
		const leased = await withLease(ports, `lane#${laneId}`, (renew) => relayWaiting(ports, context, tried, renew));
		if (leased.busy) return;
		const open = await ports.store.lanes.open(laneId);
		if (open.some(isUnmined)) await ports.invoker.wake({ fn: "settle", lane: laneId });
		if (leased.result) {
			ports.log.info("lane_waits", { lane: laneId, for: leased.result });
			return;
		}
		// Whoever was turned away by the lease had stored its claim before: a last look after letting go finds it.
		const waiting = await ports.store.claims.waiting(laneId, tried.size + 1);
		if (waiting.every(({ id }) => tried.has(id))) return;
	}
}

/** Sends batch after batch until nothing untried is left, or the lane has to wait for something. */
async function relayWaiting(
	ports: Ports,
	context: LaneContext,
	tried: Set<Hex>,
	renew: () => Promise<unknown>,
): Promise<Held | undefined> {
	await recoverLane(ports, context);
	for (;;) {
		await renew();
		const batch = await selectBatch(ports, context, tried);
		if (batch.length === 0) return undefined;
		const { gasLimit } = forwardBatch(batch, context.address);
		const purpose = { kind: "claims" as const, claimIds: batch.map(({ id }) => id) };
		const prepared = await prepareTransaction(ports, context, purpose, gasLimit);
		if (!prepared.ok) return prepared.held;
		const row = await armTransaction(ports, context, prepared.row);
		if (row.state === "prepared") return "gas_price"; // it rose just now: the row waits
		await broadcastTransaction(ports, context, row);
	}
}
