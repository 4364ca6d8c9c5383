import { Logger } from "@aws-lambda-powertools/logger";
import { dynamoClient } from "./adapters/aws/dynamodb.ts";
import { openDialect } from "./adapters/chain/dialects/open-dialect.ts";
import { evmChain } from "./adapters/chain/evm.ts";
import { lambdaInvoker } from "./adapters/invoker/lambda.ts";
import { meteredLog } from "./adapters/metrics/powertools.ts";
import { logNotifier } from "./adapters/notifier/log.ts";
import { dynamoStore } from "./adapters/store/dynamo.ts";
import { type Config, type LaneKey, parseStage, readAws, readConfig, referencesToAws, stagePath } from "./config.ts";
import type { Chain } from "./core/ports/chain.ts";
import type { Dialect } from "./core/ports/dialect.ts";
import type { Invoker } from "./core/ports/invoker.ts";
import type { Notifier } from "./core/ports/notifier.ts";
import type { Log, Ports, Store } from "./core/ports/ports.ts";
import type { ManagedSender, Sender } from "./core/ports/sender.ts";
import type { Token } from "./core/stage.ts";
import { senderNotices } from "./core/stage-sender.ts";

/** What differs between a Lambda and a test in one process. */
export interface Rim {
	store: Store;
	invoker: Invoker;
	/** Left out: notices are logged. */
	notifier?: Notifier;
	log: Log;
}

/** All ports from a configuration; keys are loaded when a lane first signs. */
export const wirePorts = (config: Config, rim: Rim): Ports => portsOf(config, rim, openSender);

type Open = (key: LaneKey) => Promise<Sender | ManagedSender>;
const signsNothing: Open = async () => {
	throw new Error("this function does not sign");
};

/** `open` is handed in, so that a bundle that does not sign holds no sender. */
function portsOf(config: Config, rim: Rim, open: Open): Ports {
	const { stage } = config;
	const chains = new Map<number, Chain>();
	const dialects = new WeakMap<Token, Dialect>();
	const senders = new Map<string, Promise<Sender | ManagedSender>>();
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
	const dialect = (token: Token): Dialect => {
		const known = dialects.get(token);
		if (known) return known;
		const opened = openDialect(token.dialect, chain(token.chainId), token);
		dialects.set(token, opened);
		return opened;
	};
	return {
		...rim,
		notifier: rim.notifier ?? logNotifier(rim.log),
		tokens: stage.tokens,
		lanes: stage.lanes,
		limits: stage.limits,
		chainStage,
		chain,
		dialect,
		sender: (lane) => {
			const known = senders.get(lane.id);
			if (known) return known;
			const opened = open(config.laneKey(lane.id));
			senders.set(lane.id, opened);
			return opened;
		},
		nowMs: () => Date.now(),
		sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
		newId: () => crypto.randomUUID(),
	};
}

/** What a lane sends with; only its own kind is loaded. */
async function openSender(key: LaneKey): Promise<Sender | ManagedSender> {
	switch (key.kind) {
		case "local":
			return (await import("./adapters/sender/local.ts")).localSender(key.key);
		case "kms":
			return (await import("./adapters/sender/kms.ts")).kmsSender(key.keys);
		case "openzeppelin-relayer":
			return (await import("./adapters/sender/openzeppelin-relayer.ts")).openzeppelinRelayer(key);
		case "defender":
			return (await import("./adapters/sender/defender.ts")).defenderSender(key);
	}
}

async function lambdaPorts(serviceName: string, open?: Open): Promise<{ ports: Ports; stageName: string }> {
	const aws = readAws();
	const signs = open !== undefined;
	const references = referencesToAws(parseStage(stagePath()), signs);
	const secrets =
		references.length > 0 ? await (await import("./adapters/secrets/aws.ts")).awsSecrets(references, aws) : undefined;
	const config = readConfig(undefined, { signs, ...(secrets ? { secrets } : {}) });
	const log = meteredLog(structuredLog(serviceName), config.stackName);
	if (signs) for (const notice of senderNotices(config.stage.lanes)) log.warn("stage_notice", { notice });
	const rim = {
		store: dynamoStore(config.tableName, dynamoClient(aws)),
		invoker: lambdaInvoker(config.functionPrefix, log),
		log,
	};
	return { ports: portsOf(config, rim, open ?? signsNothing), stageName: config.stageName };
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

export const wireClaims = (): Promise<{ ports: Ports; stageName: string }> => lambdaPorts("claims");
export const wireRelay = async (): Promise<Ports> => (await lambdaPorts("relay", openSender)).ports;
export const wireSettle = async (): Promise<Ports> => (await lambdaPorts("settle", openSender)).ports;
export const wireWatch = async (): Promise<Ports> => (await lambdaPorts("watch")).ports;
export const wirePayout = async (): Promise<Ports> => (await lambdaPorts("payout")).ports;
export const wireSnapshot = async (): Promise<Ports> => (await lambdaPorts("snapshot", openSender)).ports;
export const wireSweep = async (): Promise<Ports> => (await lambdaPorts("sweep", openSender)).ports;
