import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, ConfigError } from "../../functions/config.ts";
import { readConfig } from "../../functions/stage-file.ts";

/** The lane's key, which `aLane` finds in LANE_KEY. */
export const KEY = `0x${"ab".repeat(32)}`;

/** The configuration that a stage file gives; a text is written as it is. */
export function readStage(stage: unknown, env: Record<string, string> = { LANE_KEY: KEY }): Config {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-config-"));
	const path = join(folder, "stage.json");
	try {
		writeFileSync(path, typeof stage === "string" ? stage : JSON.stringify(stage));
		return readConfig(env, { stageFile: path });
	} finally {
		rmSync(folder, { recursive: true });
	}
}
/** All that is wrong with the stage file and its environment. */
export function problems(stage: unknown, env?: Record<string, string>): readonly string[] {
	try {
		readStage(stage, env);
	} catch (error) {
		if (error instanceof ConfigError) return error.problems;
		throw error;
	}
	return [];
}
