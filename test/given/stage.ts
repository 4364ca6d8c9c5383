import { FORWARDER, TOKEN } from "./claim.ts";

/** A stage file as JSON has it, as small as it may be. */
export const aStage = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
	chains: [aChain()],
	tokens: [aToken()],
	lanes: [aLane()],
	...given,
});
export const aChain = (given: Record<string, unknown> = {}) => ({
	chainId: 31337,
	name: "Anvil",
	rpcUrls: ["http://127.0.0.1:8545"],
	feeCapWei: "50000000000",
	...given,
});
export const aToken = (given: Record<string, unknown> = {}) => ({
	id: "model",
	name: "A model",
	chainId: 31337,
	address: TOKEN,
	forwarder: { address: FORWARDER, name: "Forwarder" },
	dialect: "imo-relay",
	startBlock: 0,
	snapshot: { minRevenueWei: "100" },
	...given,
});
export const aLane = (given: Record<string, unknown> = {}) => ({
	id: "lane-1",
	chainId: 31337,
	sender: { kind: "local", key: "env:LANE_KEY" },
	...given,
});
