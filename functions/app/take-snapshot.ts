import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { armTransaction } from "./arm-transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import { laneContext } from "./lane-context.ts";
import { prepareTransaction } from "./prepare-transaction.ts";
import { snapshotVerdict } from "./snapshot-verdict.ts";
import { withLease } from "./with-lease.ts";

/** Room for the lane's balance check; the real limit is estimated when the row is armed. */
const GAS_LIMIT = 300_000n;

export type SnapshotResult = { sent: true } | { sent: false; reason: string };

/** Takes a snapshot of a token if its policy says so, through the first lane of its chain. */
export async function takeSnapshot(ports: Ports, token: Token): Promise<SnapshotResult> {
	const lane = ports.lanes.find((one) => one.chainId === token.chainId);
	if (!lane) throw new Error(`no lane sends on chain ${token.chainId}`);
	const context = await laneContext(ports, lane.id);
	const leased = await withLease<SnapshotResult>(ports, `snapshot#${token.id}`, async () => {
		const verdict = await snapshotVerdict(ports, token);
		if (!verdict.due) return { sent: false, reason: verdict.reason };
		const gas = await context.chain.estimateGas({ from: context.address, ...ports.dialect(token).snapshotCall() });
		if (gas === undefined) return { sent: false, reason: "would_revert" }; // taken by somebody else, or a second too early
		const purpose = { kind: "snapshot" as const, tokenId: token.id };
		const prepared = await prepareTransaction(ports, context, purpose, { gasLimit: GAS_LIMIT, bytes: 4 });
		if (!prepared.ok) return { sent: false, reason: prepared.held };
		const row = await armTransaction(ports, context, prepared.row);
		if (row.state === "prepared") return { sent: false, reason: "gas_price" }; // it rose just now: recovery sends it later
		await broadcastTransaction(ports, context, row);
		await ports.invoker.wake({ fn: "settle", lane: lane.id });
		return { sent: true };
	});
	const result: SnapshotResult = leased.busy ? { sent: false, reason: "busy" } : leased.result;
	ports.log.info("snapshot_asked", { tokenId: token.id, ...result });
	return result;
}
