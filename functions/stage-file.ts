import { readFileSync } from "node:fs";
import { type Config, ConfigError, configOf, type Env, type Options, stagePath } from "./config.ts";
import { type Stage, stageSchema } from "./core/stage.ts";

/** Environment and stage file, read and checked: every problem is named at once. */
export const readConfig = (env?: Env, { stageFile, ...options }: Options & { stageFile?: string } = {}): Config =>
	configOf(parseStage(stageFile ?? stagePath(env)), env, options);

/** Reads and checks a stage file alone, as a build does. */
export function parseStage(path: string): Stage {
	let json: unknown;
	try {
		json = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new ConfigError([
			`${path}: ${code === "ENOENT" ? "there is no such file; `imo-relay init` writes one" : message}`,
		]);
	}
	const parsed = stageSchema.safeParse(json);
	if (parsed.success) return parsed.data;
	throw new ConfigError(
		parsed.error.issues.map((issue) => `${path}: ${issue.path.join(".") || "(root)"}: ${issue.message}`),
	);
}
