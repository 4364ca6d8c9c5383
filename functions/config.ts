import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Hex } from "./core/hex.ts";
import { type Stage, stageSchema } from "./core/stage.ts";

// zod/mini has no words of its own.
z.config(z.locales.en());

/** The only place that reads the environment. Keys here are all that the service knows. */
const environment = z.object({
	/** Where the stage file is; beside the bundle when left out. */
	STAGE_FILE: z.optional(z.string()),
	STAGE: z._default(z.string(), "local"),
	TABLE_NAME: z._default(z.string(), "imo-relay-local"),
	FUNCTION_PREFIX: z._default(z.string(), "imo-relay-local-"),
});

export interface Config {
	stage: Stage;
	stageName: string;
	tableName: string;
	functionPrefix: string;
	rpcUrls(chainId: number): string[];
	/** A lane's private key; local senders only. */
	laneKey(laneId: string): Hex;
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

/**
 * Reads environment and stage file, resolves references, and names every problem at once. Only a function that
 * `signs` is given the lanes' keys.
 */
export function readConfig(
	env: Record<string, string | undefined> = process.env,
	{ stageFile, signs = true }: { stageFile?: string; signs?: boolean } = {},
): Config {
	const { STAGE_FILE, STAGE, TABLE_NAME, FUNCTION_PREFIX } = environment.parse(env);
	const path = stageFile ?? STAGE_FILE ?? join(import.meta.dirname, "stage.json");
	const stage = parseStage(path);

	const problems: string[] = [];
	const resolve = (ref: string, where: string): string => {
		if (!ref.startsWith("env:")) return ref;
		const found = env[ref.slice(4)];
		if (!found) problems.push(`${where}: the environment has no ${ref.slice(4)}`);
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
	const keys = new Map(
		(signs ? stage.lanes : []).map((lane) => {
			const key = resolve(lane.sender.key, `lane ${lane.id}, key`);
			if (key && !/^0x[0-9a-fA-F]{64}$/.test(key))
				problems.push(`lane ${lane.id}: the key is not 32 bytes of hexadecimal`);
			return [lane.id, key as Hex];
		}),
	);
	if (problems.length > 0) throw new ConfigError(problems);
	return {
		stage,
		stageName: STAGE,
		tableName: TABLE_NAME,
		functionPrefix: FUNCTION_PREFIX,
		rpcUrls: (chainId) => urls.get(chainId) ?? [],
		laneKey: (laneId) => {
			const key = keys.get(laneId);
			if (!key) throw new Error(`this function does not sign: it has no key of lane ${laneId}`);
			return key;
		},
	};
}

/** Reads and checks a stage file alone, as a build does. */
export function parseStage(path: string): Stage {
	let json: unknown;
	try {
		json = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		throw new ConfigError([`${path}: ${(error as Error).message}`]);
	}
	const parsed = stageSchema.safeParse(json);
	if (parsed.success) return parsed.data;
	throw new ConfigError(
		parsed.error.issues.map((issue) => `${path}: ${issue.path.join(".") || "(root)"}: ${issue.message}`),
	);
}
