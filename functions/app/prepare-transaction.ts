import { firstFees } from "../core/fee.ts";
import { keptBackGas, MAX_UNMINED } from "../core/lane.ts";
import type { Held } from "../core/ports/lane-store.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import { isUnmined, nextNonce, type Purpose, type Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

export type Prepared = { ok: true; row: Transaction } | { ok: false; held: Held };

/**
 * Takes the lane's next nonce for a purpose: a stored row that whoever comes later can finish.
 * Held back while gas is dearer than the cap, the lane is full, or its balance would not cover every open row and its refill.
 */
export async function prepareTransaction(
	ports: Ports,
	context: LaneContext,
	purpose: Purpose,
	{ gasLimit, bytes }: { gasLimit: bigint; bytes: number },
): Promise<Prepared> {
	const { lane, chain, chainStage, address } = context;
	const [market, balanceWei, dataFeeWei] = await Promise.all([
		chain.market(),
		chain.balanceWei(address),
		chain.dataFeeWei(bytes),
	]);
	// A data fee counts as a dearer price of the same gas.
	const withDataFee = { ...market, tipWei: market.tipWei + dataFeeWei / gasLimit };
	if (!firstFees(withDataFee, chainStage.feeCapWei)) return { ok: false, held: "gas_price" };
	const worstCostWei = gasLimit * chainStage.feeCapWei + 2n * dataFeeWei;
	const keptBackWei = keptBackGas(purpose.kind, chainStage.gasTank !== undefined) * chainStage.feeCapWei;

	for (;;) {
		const [open, highest, chainNonce] = await Promise.all([
			ports.store.lanes.open(lane.id),
			ports.store.lanes.highestNonce(lane.id),
			// A managed sender counts for itself: its rows are numbered by us.
			isManaged(context.sender) ? 0 : chain.nonce(address, "latest"),
		]);
		const unmined = open.filter(isUnmined);
		if (unmined.length >= MAX_UNMINED) return { ok: false, held: "lane_full" };
		// Nodes check the sum of what is in their pool, each at its fee cap.
		const neededWei = unmined.reduce((sum, row) => sum + row.worstCostWei, worstCostWei + keptBackWei);
		if (balanceWei < neededWei) {
			ports.log.warn("lane_funds_low", { lane: lane.id, address, balanceWei, neededWei });
			return { ok: false, held: "lane_funds" };
		}
		const row: Transaction = {
			lane: lane.id,
			nonce: nextNonce(chainNonce, highest),
			version: 1,
			state: "prepared",
			purpose,
			attempts: [],
			worstCostWei,
			preparedAtMs: ports.nowMs(),
		};
		if (await ports.store.lanes.prepare(row)) return { ok: true, row };
		// Another worker took that nonce: derive the next one.
	}
}
