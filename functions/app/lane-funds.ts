import { keptBackGas, MIN_LANE_GAS } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import { BATCH_BYTES, type CanPay, MAX_CALLDATA_BYTES } from "../core/routes/rules-of.ts";
import { isUnmined } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** What a lane's ETH pays for at the fee cap and with the chain's data fee, beside what it keeps back for its refill. */
export interface LaneFunds {
	/** Now, beside its open rows. */
	canPay: CanPay;
	/** Once these cost nothing any more. */
	canPayLater: CanPay;
	/** It can relay nothing now. */
	isBound: boolean;
	/** Nor later. */
	isPoor: boolean;
}

export async function laneFunds(ports: Ports, { lane, chain, chainStage, address }: LaneContext): Promise<LaneFunds> {
	const { feeCapWei, gasTank } = chainStage;
	const [balanceWei, open, leastFeeWei, mostFeeWei] = await Promise.all([
		chain.balanceWei(address),
		ports.store.lanes.open(lane.id),
		chain.dataFeeWei(BATCH_BYTES),
		chain.dataFeeWei(MAX_CALLDATA_BYTES),
	]);
	// A data fee grows evenly, above a floor: between two sizes it is at most what the line between theirs says.
	const dataFeeWei = (bytes: number): bigint => {
		const span = BigInt(MAX_CALLDATA_BYTES - BATCH_BYTES);
		return leastFeeWei + ((mostFeeWei - leastFeeWei) * BigInt(bytes - BATCH_BYTES) + span - 1n) / span;
	};
	const paysFrom =
		(wei: bigint): CanPay =>
		(gas, bytes) =>
			gas * feeCapWei + 2n * dataFeeWei(bytes) <= wei; // as it is reckoned before a row is stored
	const ownWei = balanceWei - keptBackGas("claims", gasTank !== undefined) * feeCapWei;
	const freeWei = open.filter(isUnmined).reduce((left, row) => left - row.worstCostWei, ownWei);
	const leastWei = MIN_LANE_GAS * feeCapWei;
	return {
		canPay: paysFrom(freeWei),
		canPayLater: paysFrom(ownWei),
		isBound: freeWei < leastWei,
		isPoor: ownWei < leastWei,
	};
}
