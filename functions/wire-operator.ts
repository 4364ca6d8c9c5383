import { probeNode } from "./adapters/chain/probe-node.ts";
import type { CallOptions } from "./adapters/invoker/call-function.ts";
import { memoryStore } from "./adapters/store/memory.ts";
import type { Config } from "./config.ts";
import type { CallFunction } from "./core/ports/call-function.ts";
import type { ProbeNodes } from "./core/ports/node-probe.ts";
import type { Ports } from "./core/ports/ports.ts";
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
