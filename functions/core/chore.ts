import { gasTankAbi } from "./abi/gas-tank.ts";
import { modelOracleAbi } from "./abi/model-oracle.ts";
import { revenueRouterAbi } from "./abi/revenue-router.ts";
import { contract } from "./contract.ts";
import type { Hex } from "./hex.ts";
import { declaredData, type Sweep } from "./sweep.ts";

export const gasTank = contract(gasTankAbi);
export const modelOracle = contract(modelOracleAbi);
export const revenueRouter = contract(revenueRouterAbi);
const stakingPool = contract([
	{
		type: "function",
		name: "poolRevenueClaim",
		inputs: [{ name: "snapshotId", type: "uint256" }],
		outputs: [],
		stateMutability: "nonpayable",
	},
] as const);

/** What a sweep calls; a pool's for one snapshot. */
export function sweepData(sweep: Sweep, snapshotId = 0n): Hex {
	switch (sweep.kind) {
		case "oracle":
			return modelOracle.encode("claimModelRevenue", [sweep.modelId]);
		case "router":
			return revenueRouter.encode("flush", [sweep.asset]);
		case "pool":
			return stakingPool.encode("poolRevenueClaim", [snapshotId]);
		case "call":
			return declaredData(sweep.call);
	}
}

/** The view that tells what a sweep would move; a pool's amount is what the token owes it. */
export function amountData(sweep: Exclude<Sweep, { kind: "pool" }>): Hex {
	switch (sweep.kind) {
		case "oracle":
			return modelOracle.encode("getModel", [sweep.modelId]);
		case "router":
			return revenueRouter.encode("flushable", [sweep.asset]);
		case "call":
			return declaredData(sweep.amount);
	}
}
