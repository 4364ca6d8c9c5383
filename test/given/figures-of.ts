import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "../bench/figures.ts";

/** Runs one of the long tests, given from this folder, in a process of its own; its figures by key, status and output. */
export function figuresOf(script: string, flags: readonly string[]) {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-figures-"));
	const json = join(folder, "figures.json");
	try {
		const args = [join(import.meta.dirname, script), ...flags, "--json", json];
		const env = { ...process.env, NODE_OPTIONS: "" };
		const run = spawnSync(process.execPath, args, { env, encoding: "utf8", timeout: 300_000 });
		const output = `${run.stdout}${run.stderr}`;
		const { figures } = JSON.parse(readFileSync(json, "utf8")) as { figures: Figure[] };
		return { found: Object.fromEntries(figures.map(({ key, value }) => [key, value])), status: run.status, output };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
