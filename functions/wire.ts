import { Logger } from "@aws-lambda-powertools/logger";
import { openDialect, unknownDialect } from "./adapters/chain/dialects/open-dialect.ts";
import { evmChain } from "./adapters/chain/evm.ts";
import { lambdaInvoker } from "./adapters/invoker/lambda.ts";
import { dynamoStore } from "./adapters/store/dynamo.ts";
import { type Config, readConfig } from "./config.ts";
import type { DialectName } from "./core/dialect-name.ts";
import type { Chain } from "./core/ports/chain.ts";
import type { Dialect } from "./core/ports/dialect.ts";
import type { Invoker } from "./core/ports/invoker.ts";
import type { Log, Ports, Store } from "./core/ports/ports.ts";
import type { Token } from "./core/stage.ts";

const PROBE_AGAIN_MS = 60_000;

/** What differs between a Lambda and a test in one process. */
export interface Rim {
	store: Store;
	invoker: Invoker;
	log: Log;
}

/**
 * All ports from a configuration; keys are loaded when a lane first signs. `ready` when each token whose dialect is
 * `auto` has been probed; one that could not be is probed again when it is next asked for.
 */
export function wirePorts(config: Config, rim: Rim): Ports & { ready: Promise<void> } {
	const { stage } = config;
	const dialects = new Map<string, Dialect>();
	/** Each token's last probe, and when it was started. */
	const probes = new Map<string, { atMs: number; done: Promise<void> }>();
	const chains = new Map<number, Chain>();
	const chainStage = (chainId: number) => {
		const found = stage.chains.find((one) => one.chainId === chainId);
		if (!found) throw new Error(`the stage file has no chain ${chainId}`);
		return found;
	};
	const chain = (chainId: number): Chain => {
		const known = chains.get(chainId);
		if (known) return known;
		const opened = evmChain({ ...chainStage(chainId), rpcUrls: config.rpcUrls(chainId) });
		chains.set(chainId, opened);
		return opened;
	};
	const open = (token: Token, name: DialectName): Dialect => {
		const opened = openDialect(name, chain(token.chainId), token, chainStage(token.chainId).logRange);
		dialects.set(token.id, opened);
		return opened;
	};
	const probe = (token: Token): Promise<void> => {
		const last = probes.get(token.id);
		if (last && Date.now() - last.atMs < PROBE_AGAIN_MS) return last.done;
		const done = import("./app/probe-token.ts")
			.then(({ probeToken }) => probeToken(chain(token.chainId), token.address, token.forwarder?.address))
			.then(({ dialect: name, refusal }) => {
				if (name) open(token, name);
				rim.log[name ? "info" : "warn"]("token_probed", { tokenId: token.id, dialect: name, refusal });
			})
			.catch((error: Error) => rim.log.warn("token_not_probed", { tokenId: token.id, error: error.message }));
		probes.set(token.id, { atMs: Date.now(), done });
		return done;
	};
	const dialect = (token: Token): Dialect => {
		const opened = dialects.get(token.id);
		if (opened) return opened;
		if (token.dialect !== "auto") return open(token, token.dialect);
		void probe(token);
		return unknownDialect(token);
	};
	const autos = stage.tokens.filter((token) => token.dialect === "auto");
	return {
		...rim,
		tokens: stage.tokens,
		lanes: stage.lanes,
		limits: stage.limits,
		chainStage,
		chain,
		dialect,
		ready: Promise.all(autos.map(probe)).then(() => undefined),
		sender: async (lane) => {
			const { localSender } = await import("./adapters/sender/local.ts");
			return localSender(config.laneKey(lane.id));
		},
		nowMs: () => Date.now(),
		sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
		newId: () => crypto.randomUUID(),
	};
}

async function lambdaPorts(serviceName: string, signs: boolean): Promise<{ ports: Ports; stageName: string }> {
	const config = readConfig(undefined, { signs });
	const log = structuredLog(serviceName);
	const rim = { store: dynamoStore(config.tableName), invoker: lambdaInvoker(config.functionPrefix, log), log };
	const ports = wirePorts(config, rim);
	await ports.ready;
	return { ports, stageName: config.stageName };
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

export const wireClaims = (): Promise<{ ports: Ports; stageName: string }> => lambdaPorts("claims", false);
export const wireRelay = async (): Promise<Ports> => (await lambdaPorts("relay", true)).ports;
export const wireSettle = async (): Promise<Ports> => (await lambdaPorts("settle", true)).ports;
export const wireWatch = async (): Promise<Ports> => (await lambdaPorts("watch", false)).ports;
export const wirePayout = async (): Promise<Ports> => (await lambdaPorts("payout", false)).ports;
export const wireSnapshot = async (): Promise<Ports> => (await lambdaPorts("snapshot", true)).ports;
