import { dynamoClient } from "./adapters/aws/dynamodb.ts";
import { openDialect, unknownDialect } from "./adapters/chain/dialects/open-dialect.ts";
import { evmChain } from "./adapters/chain/evm.ts";
import { folderFiles } from "./adapters/files/folder.ts";
import { lambdaInvoker } from "./adapters/invoker/lambda.ts";
import { jsonLines } from "./adapters/log/json-lines.ts";
import { meteredLog } from "./adapters/metrics/powertools.ts";
import { logCourier } from "./adapters/notifier/log.ts";
import { outboxNotifier } from "./adapters/notifier/outbox.ts";
import { snsCourier } from "./adapters/notifier/sns.ts";
import { webhookCourier } from "./adapters/notifier/webhook.ts";
import { awsSecrets } from "./adapters/secrets/aws.ts";
import { dynamoStore } from "./adapters/store/dynamo.ts";
import { stageBeside } from "./checked-stage.ts";
import { type Aws, type Config, configOf, type LaneKey, readAws, referencesToAws, traceId, webPath } from "./config.ts";
import type { DialectName } from "./core/dialect-name.ts";
import { destinationsOf, TOPIC, webhookDestination } from "./core/outbox.ts";
import type { Chain } from "./core/ports/chain.ts";
import type { Dialect } from "./core/ports/dialect.ts";
import type { Invoker } from "./core/ports/invoker.ts";
import type { Notifier } from "./core/ports/notifier.ts";
import type { PageFiles } from "./core/ports/page-files.ts";
import type { Log, Ports, Store } from "./core/ports/ports.ts";
import type { ManagedSender, Sender } from "./core/ports/sender.ts";
import { senderNotices } from "./core/sender-notices.ts";
import type { Token } from "./core/stage.ts";

/** What differs between a Lambda and a test in one process. */
export interface Rim {
	store: Store;
	invoker: Invoker;
	/** Left out: notices are rows of the store, to be sent by `notify`. */
	notifier?: Notifier;
	log: Log;
}

/** `ready`: the dialect of each token that has `auto` is found, or could not be. */
export type ReadyPorts = Ports & { ready: Promise<void> };

/** All ports from a configuration; keys are loaded when a lane first signs. */
export const wirePorts = (config: Config, rim: Rim): ReadyPorts =>
	portsOf(config, rim, openSender, couriersOf(config, rim.log));

const SEARCH_AGAIN_MS = 60_000;

type Open = (key: LaneKey) => Promise<Sender | ManagedSender>;
const signsNothing: Open = async () => {
	throw new Error("this function does not sign");
};

type Couriers = Ports["couriers"];

/** `open` and `couriers` are handed in, so that a bundle that does not sign holds no sender, nor one that sends nothing their ways. */
function portsOf(config: Config, rim: Rim, open: Open, couriers: Couriers = new Map()): ReadyPorts {
	const { stage } = config;
	const chains = new Map<number, Chain>();
	const dialects = new WeakMap<Token, Dialect>();
	const searches = new WeakMap<Token, { atMs: number; done: Promise<void> }>();
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
	const opened = (token: Token, name: DialectName): Dialect => {
		const dialect = openDialect(name, chain(token.chainId), token);
		dialects.set(token, dialect);
		return dialect;
	};
	/** Never throws; a token that could not be found is looked for again when it is next asked for. */
	const find = (token: Token): Promise<void> => {
		const last = searches.get(token);
		if (last && Date.now() - last.atMs < SEARCH_AGAIN_MS) return last.done;
		const done = import("./app/find-dialect.ts")
			.then(({ findDialect }) => findDialect(ports, token))
			.then((name) => {
				if (name) opened(token, name);
			})
			.catch((error: Error) => rim.log.warn("dialect_not_found", { tokenId: token.id, error: error.message }));
		searches.set(token, { atMs: Date.now(), done });
		return done;
	};
	const dialect = (token: Token): Dialect => {
		const known = dialects.get(token);
		if (known) return known;
		if (token.dialect !== "auto") return opened(token, token.dialect);
		void find(token);
		return unknownDialect(token);
	};
	const ports: Ports = {
		...rim,
		notifier: rim.notifier ?? outboxNotifier(rim.store, destinationsOf(stage.notices), rim.invoker),
		couriers,
		tokens: stage.tokens,
		lanes: stage.lanes,
		limits: stage.limits,
		alerts: stage.alerts,
		schedules: stage.schedules,
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
	const autos = stage.tokens.filter((token) => token.dialect === "auto");
	return { ...ports, ready: Promise.all(autos.map(find)).then(() => undefined) };
}

/** What a lane sends with; only its own kind is loaded. */
export async function openSender(key: LaneKey): Promise<Sender | ManagedSender> {
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

/** The ways to all who are told; without access to AWS, or a topic, what people would be told is logged. */
function couriersOf(config: Config, log: Log, aws?: Aws): Couriers {
	const { alertTopicArn, stackName, stage, webhookSecrets } = config;
	return new Map([
		[TOPIC, aws && alertTopicArn ? snsCourier(alertTopicArn, stackName, aws) : logCourier(log)],
		...stage.notices.webhooks.map(
			({ id, url }) => [webhookDestination(id), webhookCourier(url, webhookSecrets(id))] as const,
		),
	]);
}

interface Work {
	/** Given to a function that signs, or reads addresses off keys. */
	open?: Open;
	signs?: boolean | "addresses";
	/** Given to the one that sends notices. */
	couriers?: typeof couriersOf;
}
/** A function's ports, from its environment. */
export async function lambdaPorts(
	serviceName: string,
	{ open, signs = open !== undefined, couriers }: Work = {},
): Promise<{ ports: Ports; config: Config }> {
	const aws = readAws();
	const needs = { signs, notifies: couriers !== undefined };
	const stage = await stageBeside();
	const references = referencesToAws(stage, { ...needs, signs: signs === true });
	const secrets = references.length > 0 ? await awsSecrets(references, aws) : undefined;
	const config = configOf(stage, undefined, { ...needs, ...(secrets ? { secrets } : {}) });
	const log = meteredLog(jsonLines(serviceName, traceId), config.stackName);
	if (signs === true) for (const notice of senderNotices(config.stage.lanes)) log.warn("stage_notice", { notice });
	const rim = {
		store: dynamoStore(config.tableName, dynamoClient(aws)),
		invoker: lambdaInvoker(config.functionPrefix, log),
		log,
	};
	const { ready, ...ports } = portsOf(config, rim, open ?? signsNothing, couriers?.(config, log, aws));
	await ready;
	return { ports, config };
}

export async function wireClaims(): Promise<{ ports: Ports; stageName: string }> {
	const { ports, config } = await lambdaPorts("claims");
	return { ports, stageName: config.stageName };
}
export const wireRelay = async (): Promise<Ports> => (await lambdaPorts("relay", { open: openSender })).ports;
export const wireSettle = async (): Promise<Ports> => (await lambdaPorts("settle", { open: openSender })).ports;
export const wireWatch = async (): Promise<Ports> => (await lambdaPorts("watch")).ports;
export const wirePayout = async (): Promise<Ports> => (await lambdaPorts("payout")).ports;
export const wireSnapshot = async (): Promise<Ports> => (await lambdaPorts("snapshot", { open: openSender })).ports;
export const wireNotify = async (): Promise<Ports> => (await lambdaPorts("notify", { couriers: couriersOf })).ports;
export const wireSweep = async (): Promise<Ports> => (await lambdaPorts("sweep", { open: openSender })).ports;
/** The page knows no chain, no table and no secret: it is its files. */
export const wirePage = (): { files: PageFiles; log: Log } => ({
	files: folderFiles(webPath()),
	log: jsonLines("page", traceId),
});
