import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import { holes, type Transaction } from "../core/transaction.ts";
import { armTransaction } from "./arm-transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** Finishes what earlier runs left, lowest nonce first: rows half made, and nonces that nobody holds. */
export async function recoverLane(ports: Ports, context: LaneContext): Promise<void> {
	const { lane, chain, address, chainStage } = context;
	const open = await ports.store.lanes.open(lane.id);
	if (open.length === 0) return;
	const missing = isManaged(context.sender)
		? [] // its nonces are its own affair
		: holes(
				await chain.nonce(address, "latest"),
				open.map((row) => row.nonce),
			);
	for (const nonce of missing) {
		const row: Transaction = {
			lane: lane.id,
			nonce,
			version: 1,
			state: "prepared",
			purpose: { kind: "noop" },
			attempts: [],
			worstCostWei: 21_000n * chainStage.feeCapWei,
			preparedAtMs: ports.nowMs(),
		};
		ports.log.warn("nonce_hole_filled", { lane: lane.id, nonce });
		if (await ports.store.lanes.prepare(row)) open.push(row);
	}
	for (const row of open.sort((a, b) => a.nonce - b.nonce)) {
		const armed = row.state === "prepared" ? await armTransaction(ports, context, row) : row;
		if (armed.state === "armed") await broadcastTransaction(ports, context, armed);
	}
}
