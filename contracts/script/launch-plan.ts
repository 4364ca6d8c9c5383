import type { ContractName } from "./artifact.ts";
import type { LaunchConfig } from "./launch-config.ts";

export type StepName =
	| "forwarder"
	| "offering"
	| "token"
	| "gasTank"
	| "router"
	| "verifier"
	| "collection"
	| "claimMandate";
/** Where the parts of a launch are, or will be. */
export type Addresses = Partial<Record<StepName, string>>;

export interface Step {
	name: StepName;
	contract: ContractName;
	args(at: Addresses): readonly unknown[];
}
const ZERO = "0x0000000000000000000000000000000000000000";

/** What is not deployed but used as it is. */
export function givenAddresses(config: LaunchConfig): Addresses {
	const { forwarder, verifier, claimMandate } = config;
	return {
		...(forwarder.address ? { forwarder: forwarder.address } : {}),
		...(typeof verifier === "string" ? { verifier } : {}),
		...(claimMandate && claimMandate !== "deploy" ? { claimMandate } : {}),
	};
}

/** Before it nobody may take a snapshot: the first buyer to claim its tokens would earn alone what came in so far. */
export const firstSnapshotAtSec = ({ offering }: LaunchConfig, deadlineSec: number): number =>
	deadlineSec + offering.claimPeriodSec;

/** The steps in order. Those of one group know each other's address beforehand: offering and token name each other. */
export function planLaunch(config: LaunchConfig, deadlineSec: number): Step[][] {
	const { treasury, token, router, gasTank, verifier, collection, offering } = config;
	const steps: Step[][] = [];
	if (!config.forwarder.address)
		steps.push([{ name: "forwarder", contract: "ERC2771Forwarder", args: () => [config.forwarder.name] }]);
	steps.push([
		{
			name: "offering",
			contract: "ModelOffering",
			args: (at) => [at.token, treasury, offering.stock, offering.targetWei, deadlineSec],
		},
		{
			name: "token",
			contract: "RevenueShareToken",
			args: (at) => [
				{
					name: token.name,
					symbol: token.symbol,
					contractURI: token.contractURI,
					holders: [at.offering, ...token.allocations.map(({ account }) => account)],
					amounts: [offering.stock, ...token.allocations.map(({ amount }) => amount)],
					treasury,
					forwarder: at.forwarder,
					claimShareBps: token.claimShareBps,
					firstSnapshotAt: firstSnapshotAtSec(config, deadlineSec),
					snapshotInterval: token.snapshotIntervalSec,
					claimWindow: token.claimWindowSec,
					minRevenueWei: token.minRevenueWei,
					assets: token.assets,
					nonEarning: [at.offering, ...token.nonEarning],
				},
			],
		},
	]);
	if (gasTank)
		steps.push([
			{
				name: "gasTank",
				contract: "GasTank",
				// What the tank has too much is revenue.
				args: (at) => [gasTank.owner, at.token, gasTank.refillPeriodSec, gasTank.targetWei],
			},
		]);
	steps.push([
		{
			name: "router",
			contract: "RevenueRouter",
			args: (at) => [
				{
					token: at.token,
					weth: config.weth ?? ZERO,
					treasury,
					gasTank: at.gasTank ?? ZERO,
					gasTankBps: router.gasTankBps,
					shares: router.shares,
				},
			],
		},
	]);
	if (typeof verifier !== "string")
		steps.push([
			{
				name: "verifier",
				contract: "OptimisticVerifier",
				args: () => [
					verifier.arbiter,
					treasury,
					verifier.bondWei,
					verifier.challengeWindowSec,
					verifier.resolveWindowSec,
				],
			},
		]);
	steps.push([
		{
			name: "collection",
			contract: "InferenceCollection",
			args: (at) => [
				{
					name: collection.name,
					symbol: collection.symbol,
					owner: collection.owner,
					router: at.router,
					verifier: at.verifier,
					mintFee: collection.mintFeeWei,
					royaltyBps: collection.royaltyBps,
					minCommitAge: collection.minCommitAgeSec,
					maxCommitAge: collection.maxCommitAgeSec,
				},
			],
		},
	]);
	if (config.claimMandate === "deploy")
		steps.push([{ name: "claimMandate", contract: "ClaimMandate", args: () => [] }]);
	return steps;
}
