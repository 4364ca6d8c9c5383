import { keptBackGas, MIN_LANE_GAS } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isUnmined } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** What a lane's balance still pays for at the fee cap, beside its open rows and what it keeps back for its refill; and whether it could without them. */
export async function affordableGas(ports: Ports, context: LaneContext): Promise<{ gas: bigint; isPoor: boolean }> {
	const { feeCapWei, gasTank } = context.chainStage;
	const keptBack = keptBackGas("claims", gasTank !== undefined);
	const [balanceWei, open] = await Promise.all([
		context.chain.balanceWei(context.address),
		ports.store.lanes.open(context.lane.id),
	]);
	const boundWei = open.filter(isUnmined).reduce((sum, row) => sum + row.worstCostWei, keptBack * feeCapWei);
	const freeWei = balanceWei > boundWei ? balanceWei - boundWei : 0n;
	return { gas: freeWei / feeCapWei, isPoor: balanceWei / feeCapWei < MIN_LANE_GAS + keptBack };
}
