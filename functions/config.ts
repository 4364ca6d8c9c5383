import { join } from "node:path";
import { en } from "zod/locales";
import * as z from "zod/mini";
import type { Hex } from "./core/hex.ts";
import { secretsOf } from "./core/sender-notices.ts";
import type { Lane, Stage } from "./core/stage.ts";

// zod/mini has no words of its own.
z.config(en());

/** The only place that reads the environment. Keys here are all that the service knows. */
const environment = z.object({
	/** Where the stage file is; beside the bundle when left out. */
	STAGE_FILE: z.optional(z.string()),
	STAGE: z._default(z.string(), "local"),
	TABLE_NAME: z._default(z.string(), "imo-relay-local"),
	FUNCTION_PREFIX: z._default(z.string(), "imo-relay-local-"),
	/** Where notices go that people are told; none on this machine. */
	ALERT_TOPIC_ARN: z.optional(z.string()),
	// The function's role, as Lambda gives it.
	AWS_REGION: z._default(z.string(), "us-east-1"),
	AWS_ACCESS_KEY_ID: z._default(z.string(), ""),
	AWS_SECRET_ACCESS_KEY: z._default(z.string(), ""),
	AWS_SESSION_TOKEN: z.optional(z.string()),
	// Where AWS is something else: the local stack, the emulated cloud.
	AWS_ENDPOINT_URL: z.optional(z.string()),
	AWS_ENDPOINT_URL_DYNAMODB: z.optional(z.string()),
});

type Managed<K extends string> = Extract<Lane["sender"], { kind: K }>;
/** What a lane sends with: a private key, the places of one KMS key, or a managed sender with its secrets resolved. */
export type LaneKey =
	| { kind: "local"; key: Hex }
	| { kind: "kms"; keys: { keyId: string; region?: string }[] }
	| Managed<"openzeppelin-relayer">
	| Managed<"defender">;

export interface Config {
	stage: Stage;
	stageName: string;
	/** Names this deployment among all of an account. */
	stackName: string;
	tableName: string;
	functionPrefix: string;
	rpcUrls(chainId: number): string[];
	laneKey(laneId: string): LaneKey;
	/** undefined: there is no topic on this stage. */
	alertTopicArn?: string;
	/** The secrets that a webhook's messages are signed with. */
	webhookSecrets(webhookId: string): string[];
}
/** The small AWS client's access (functions/adapters/aws). */
export interface Aws {
	region: string;
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken?: string;
	endpoints: Record<string, string>;
}

/** A configuration that cannot work: every problem, one a line. */
export class ConfigError extends Error {
	readonly problems: readonly string[];
	constructor(problems: readonly string[]) {
		super(`the configuration has ${problems.length} problem(s):\n${problems.map((one) => `  - ${one}`).join("\n")}`);
		this.name = "ConfigError";
		this.problems = problems;
	}
}

export interface Options {
	/**
	 * Only a function that signs is given the lanes' keys (`addresses`: those whose address is read off them), and only one
	 * that notifies the webhooks' secrets.
	 */
	signs?: boolean | "addresses";
	notifies?: boolean;
	/** Values of references that AWS keeps. */
	secrets?: ReadonlyMap<string, string>;
}
export type Env = Record<string, string | undefined>;

/** A stage with the environment's values; resolves references, and names every problem at once. */
export function configOf(
	stage: Stage,
	env: Env = process.env,
	{ signs = true, notifies = true, secrets }: Options = {},
): Config {
	const { STAGE, TABLE_NAME, FUNCTION_PREFIX, ALERT_TOPIC_ARN } = environment.parse(env);

	const problems: string[] = [];
	const resolve = (ref: string, where: string): string => {
		if (!isReference(ref)) return ref;
		const found = ref.startsWith("env:") ? env[ref.slice(4)] : secrets?.get(ref);
		if (!found)
			problems.push(`${where}: ${ref.startsWith("env:") ? `the environment has no ${ref.slice(4)}` : `no ${ref}`}`);
		return found ?? "";
	};
	const urls = new Map(
		stage.chains.map((chain) => [
			chain.chainId,
			chain.rpcUrls.map((ref, at) => {
				const where = `chain ${chain.chainId}, rpcUrls[${at}]`;
				const url = resolve(ref, where);
				// Not shown: a URL may hold an access key.
				if (url && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) problems.push(`${where}: not an http(s) URL`);
				return url;
			}),
		]),
	);
	const keyOf = ({ id, sender }: Lane): LaneKey => {
		if (sender.kind === "kms") return { kind: "kms", keys: kmsKeys(sender, `alias/${FUNCTION_PREFIX}${id}`) };
		if (sender.kind === "openzeppelin-relayer")
			return { ...sender, apiKey: resolve(sender.apiKey, `lane ${id}, apiKey`) };
		if (sender.kind === "defender")
			return {
				...sender,
				apiKey: resolve(sender.apiKey, `lane ${id}, apiKey`),
				apiSecret: resolve(sender.apiSecret, `lane ${id}, apiSecret`),
			};
		const key = resolve(sender.key, `lane ${id}, key`);
		if (key && !/^0x[0-9a-fA-F]{64}$/.test(key)) problems.push(`lane ${id}: the key is not 32 bytes of hexadecimal`);
		return { kind: "local", key: key as Hex };
	};
	const isGiven = ({ sender }: Lane): boolean => (signs === "addresses" ? !("address" in sender) : signs);
	const keys = new Map(stage.lanes.filter(isGiven).map((lane) => [lane.id, keyOf(lane)]));
	problems.push(...sharedKeys(stage.lanes, keys));
	const webhookSecrets = new Map(
		(notifies ? stage.notices.webhooks : []).map(({ id, secrets: refs }) => [
			id,
			refs.map((ref, at) => {
				const where = `webhook ${id}, secrets[${at}]`;
				const secret = resolve(ref, where);
				if (secret && !isWebhookSecret(secret)) problems.push(`${where}: not whsec_ and 24 to 64 bytes of base64`);
				return secret;
			}),
		]),
	);
	if (STAGE !== "local")
		for (const { id, url } of stage.notices.webhooks)
			if (!url.startsWith("https:")) problems.push(`webhook ${id}: only on the local stage may its URL be http`);
	if (problems.length > 0) throw new ConfigError(problems);
	return {
		stage,
		stageName: STAGE,
		stackName: FUNCTION_PREFIX.replace(/-$/, ""),
		tableName: TABLE_NAME,
		functionPrefix: FUNCTION_PREFIX,
		rpcUrls: (chainId) => urls.get(chainId) ?? [],
		laneKey: (laneId) => {
			const key = keys.get(laneId);
			if (!key) throw new Error(`this function does not sign: it has no key of lane ${laneId}`);
			return key;
		},
		...(ALERT_TOPIC_ARN?.startsWith("arn:") ? { alertTopicArn: ALERT_TOPIC_ARN } : {}),
		webhookSecrets: (webhookId) => webhookSecrets.get(webhookId) ?? [],
	};
}

/** Lanes of one chain that have one private key, under whatever names: they would take each other's nonces. */
function sharedKeys(lanes: readonly Lane[], keys: ReadonlyMap<string, LaneKey>): string[] {
	const owners = new Map<string, string>();
	return lanes.flatMap(({ id, chainId }) => {
		const found = keys.get(id);
		if (found?.kind !== "local" || found.key.length !== 66) return [];
		const place = `${chainId}#${found.key.toLowerCase()}`;
		const owner = owners.get(place);
		owners.set(place, owner ?? id);
		return owner ? [`lane ${id}: its key is that of ${owner}, on the same chain`] : [];
	});
}

const isWebhookSecret = (secret: string): boolean => {
	const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
	const bytes = base64 === undefined ? 0 : Buffer.from(base64, "base64").length;
	return bytes >= 24 && bytes <= 64;
};

/** The references of a stage file that AWS keeps the values of, as far as a function needs them. */
export function referencesToAws({ chains, lanes, notices }: Stage, { signs = true, notifies = true } = {}): string[] {
	const keys = signs ? lanes.flatMap(({ sender }) => secretsOf(sender)) : [];
	const webhooks = notifies ? notices.webhooks.flatMap(({ secrets }) => secrets) : [];
	return [...chains.flatMap(({ rpcUrls }) => rpcUrls), ...keys, ...webhooks].filter((one) =>
		/^(ssm|secretsmanager):/.test(one),
	);
}

/** How AWS is reached from here. */
export function readAws(env: Env = process.env): Aws {
	const found = environment.parse(env);
	const all = found.AWS_ENDPOINT_URL;
	const dynamodb = found.AWS_ENDPOINT_URL_DYNAMODB ?? all;
	return {
		region: found.AWS_REGION,
		accessKeyId: found.AWS_ACCESS_KEY_ID,
		secretAccessKey: found.AWS_SECRET_ACCESS_KEY,
		...(found.AWS_SESSION_TOKEN ? { sessionToken: found.AWS_SESSION_TOKEN } : {}),
		endpoints: { ...(all ? { ssm: all, secretsmanager: all, sns: all } : {}), ...(dynamodb ? { dynamodb } : {}) },
	};
}

/** X-Ray's trace of this invocation, as Lambda gives it anew each time. */
export const traceId = (env: Env = process.env): string | undefined =>
	/Root=([\w-]+)/.exec(env._X_AMZN_TRACE_ID ?? "")?.[1];

/** Where the stage file is: beside the bundle, unless the environment says otherwise. */
export const stagePath = (env: Env = process.env): string =>
	environment.parse(env).STAGE_FILE ?? join(import.meta.dirname, "stage.json");

/** Where the built page is: beside the bundle. */
export const webPath = (): string => join(import.meta.dirname, "web");

const isReference = (text: string): boolean => /^(env|ssm|secretsmanager):/.test(text);

/** Where a lane's KMS key is. `made`: the alias of the key that the deployment makes. A region is part of an ARN alone. */
export function kmsKeys({ key, regions }: { key?: string | undefined; regions?: string[] | undefined }, made: string) {
	const keyId = key?.slice("kms:".length) ?? made;
	const parts = keyId.split(":");
	const ownRegion = keyId.startsWith("arn:") ? parts[3] : undefined;
	return (regions ?? [ownRegion]).map((region) => ({
		keyId: ownRegion && region ? parts.with(3, region).join(":") : keyId,
		...(region ? { region } : {}),
	}));
}
