import { probeNode } from "./adapters/chain/probe-node.ts";
import type { CallOptions } from "./adapters/invoker/call-function.ts";
import { memoryStore } from "./adapters/store/memory.ts";
import type { Config } from "./config.ts";
import { Fault } from "./core/fault.ts";
import { ETH } from "./core/hex.ts";
import type { CallFunction } from "./core/ports/call-function.ts";
import type { Chain } from "./core/ports/chain.ts";
import type { ProbeNodes } from "./core/ports/node-probe.ts";
import type { Ports } from "./core/ports/ports.ts";
import { stageSchema } from "./core/stage.ts";
import type { StatementHead } from "./core/statement.ts";
import { lambdaPorts, openSender, wirePorts } from "./wire.ts";

/** The operator's function: reads the lanes' addresses and signs nothing. */
export async function wireOperator(): Promise<{ ports: Ports; stageName: string; probeNodes: ProbeNodes }> {
	const { ports, config } = await lambdaPorts("operator", { open: openSender, signs: "addresses" });
	return { ports: withAddresses(ports), stageName: config.stageName, probeNodes: probesOf(config) };
}

/** The same on the operator's own machine, before anything is deployed: no table, and only keys that are at hand. */
export function wireLaptop(config: Config): { ports: Ports; probeNodes: ProbeNodes } {
	const silent = { info: () => undefined, warn: () => undefined };
	const invoker = { wake: async () => undefined };
	return {
		ports: withAddresses(wirePorts(config, { store: memoryStore(), invoker, log: silent })),
		probeNodes: probesOf(config),
	};
}

/** One token of one chain, read by one node and nothing else: for whoever checks a statement. */
export function wireReader(
	rpcUrl: string,
	about: Pick<StatementHead, "chainId" | "token" | "tokenId" | "name" | "fromBlock">,
): Ports {
	const { chainId, token, tokenId, name, fromBlock } = about;
	const stage = stageSchema.parse({
		chains: [{ chainId, name: `chain ${chainId}`, rpcUrls: [rpcUrl], feeCapWei: "1" }],
		tokens: [
			{
				id: tokenId,
				name,
				chainId,
				address: token,
				dialect: "imo-relay",
				startBlock: fromBlock,
				snapshot: { minRevenueWei: "1" },
			},
		],
		lanes: [{ id: "none", chainId, sender: { kind: "kms" } }],
	});
	const nothing = new Error("nothing is signed here");
	const config: Config = {
		stage,
		stageName: "none",
		stackName: "none",
		tableName: "none",
		functionPrefix: "none-",
		rpcUrls: () => [rpcUrl],
		laneKey: () => {
			throw nothing;
		},
		webhookSecrets: () => {
			throw nothing;
		},
	};
	return wireLaptop(config).ports;
}

/** A chain of no stage yet, by one node. */
export function wireChain(rpcUrl: string, chainId: number): { ports: Ports; chain: Chain } {
	const nobody = { token: ETH, tokenId: "none", name: "none", fromBlock: 0 };
	const ports = wireReader(rpcUrl, { chainId, ...nobody });
	return { ports, chain: ports.chain(chainId) };
}

/** Which chain a node is of; fault `rpc_unavailable`. */
export async function readChainId(rpcUrl: string): Promise<number> {
	const { chainId, problem } = await probeNode(rpcUrl, 0, { heights: [], logRange: 1 });
	if (chainId !== undefined) return chainId;
	throw new Fault("rpc_unavailable", undefined, { node: problem ?? "no answer" });
}

/** The operator's way to a stack's functions; the SDK is loaded when it is first used. */
export const wireCalls =
	(options: CallOptions): CallFunction =>
	async (name, payload) =>
		(await import("./adapters/invoker/call-function.ts")).callFunction(options)(name, payload);

const probesOf =
	(config: Config): ProbeNodes =>
	(chainId, options) =>
		Promise.all(config.rpcUrls(chainId).map((url, at) => probeNode(url, at, options)));

/** A managed sender's address stands in the stage file: its secrets are not needed for it. */
const withAddresses = (ports: Ports): Ports => ({
	...ports,
	sender: async (lane) => {
		const given = lane.sender;
		if (!("address" in given)) return ports.sender(lane);
		return {
			address: async () => given.address,
			sign: () => Promise.reject(new Error("the operator's function does not sign")),
		};
	},
});
