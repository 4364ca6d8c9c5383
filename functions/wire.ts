import { Logger } from "@aws-lambda-powertools/logger";
import { imoRelayDialect } from "./adapters/chain/dialects/imo-relay.ts";
import { evmChain } from "./adapters/chain/evm.ts";
import { lambdaInvoker } from "./adapters/invoker/lambda.ts";
import { dynamoStore } from "./adapters/store/dynamo.ts";
import { type Config, readConfig } from "./config.ts";
import type { Chain } from "./core/ports/chain.ts";
import type { Invoker } from "./core/ports/invoker.ts";
import type { Log, Ports, Store } from "./core/ports/ports.ts";

/** What differs between a Lambda and a test in one process. */
export interface Rim {
	store: Store;
	invoker: Invoker;
	log: Log;
}

/** All ports from a configuration; keys are loaded when a lane first signs. */
export function wirePorts(config: Config, rim: Rim): Ports {
	const { stage } = config;
	const chains = new Map<number, Chain>();
	const chainStage = (chainId: number) => {
		const found = stage.chains.find((one) => one.chainId === chainId);
		if (!found) throw new Error(`the stage file has no chain ${chainId}`);
		return found;
	};
	const chain = (chainId: number): Chain => {
		const known = chains.get(chainId);
		if (known) return known;
		const opened = evmChain({ ...chainStage(chainId), rpcUrls: config.rpcUrls(chainId), log: rim.log });
		chains.set(chainId, opened);
		return opened;
	};
	return {
		...rim,
		tokens: stage.tokens,
		lanes: stage.lanes,
		limits: stage.limits,
		chainStage,
		chain,
		dialect: (token) => imoRelayDialect(chain(token.chainId), token),
		sender: async (lane) => {
			const { localSender } = await import("./adapters/sender/local.ts");
			return localSender(config.laneKey(lane.id));
		},
		nowMs: () => Date.now(),
		sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
		newId: () => crypto.randomUUID(),
	};
}

function lambdaPorts(serviceName: string, signs: boolean): { ports: Ports; stageName: string } {
	const config = readConfig(undefined, { signs });
	const log = structuredLog(serviceName);
	const rim = { store: dynamoStore(config.tableName), invoker: lambdaInvoker(config.functionPrefix, log), log };
	return { ports: wirePorts(config, rim), stageName: config.stageName };
}

/** JSON lines by Powertools; bigints as decimal strings. */
export function structuredLog(serviceName: string): Log {
	const logger = new Logger({
		serviceName,
		jsonReplacerFn: (_key, value) => (typeof value === "bigint" ? value.toString() : value),
	});
	return {
		info: (event, facts) => logger.info(event, { facts }),
		warn: (event, facts) => logger.warn(event, { facts }),
	};
}

export const wireClaims = (): { ports: Ports; stageName: string } => lambdaPorts("claims", false);
export const wireRelay = (): Ports => lambdaPorts("relay", true).ports;
export const wireSettle = (): Ports => lambdaPorts("settle", true).ports;
export const wireWatch = (): Ports => lambdaPorts("watch", false).ports;
export const wirePayout = (): Ports => lambdaPorts("payout", false).ports;
export const wireSnapshot = (): Ports => lambdaPorts("snapshot", true).ports;
