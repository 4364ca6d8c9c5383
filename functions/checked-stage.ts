import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, stagePath } from "./config.ts";
import type { Stage } from "./core/stage.ts";

interface Checked {
	sha256: string;
	stage: Stage;
}
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What a build leaves beside the stage file that it has checked: the stage as it is used, and of which file. */
export const checkedStage = (text: string, stage: Stage): string =>
	JSON.stringify({ sha256: digest(text), stage }, (_key, value) =>
		typeof value === "bigint" ? { bigint: value.toString() } : value,
	);

/**
 * The function's stage. In a bundle it stands beside it, and the build has checked it; checking it again would take a third
 * of a cold start. A file that is not the one of the build is refused. From source, it is read and checked now.
 */
export async function stageBeside(folder = import.meta.dirname): Promise<Stage> {
	const path = join(folder, "stage.json");
	if (!existsSync(`${path}.checked`)) return (await import("./stage-file.ts")).parseStage(stagePath());
	const checked = JSON.parse(readFileSync(`${path}.checked`, "utf8"), (_key, value) =>
		typeof value?.bigint === "string" ? BigInt(value.bigint) : value,
	) as Checked;
	if (checked.sha256 === digest(readFileSync(path, "utf8"))) return checked.stage;
	throw new ConfigError([`${path} was changed after it was built: build and deploy it anew`]);
}
