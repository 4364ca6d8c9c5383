import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Figure } from "../bench/figures.ts";

test("forty workers killed at every step leave no claim lost, doubled or stuck", () => {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-crash-figures-"));
	const json = join(folder, "crash.json");
	const script = join(import.meta.dirname, "../crash/run.ts");
	const flags = ["--kills", "40", "--workers", "8", "--holders", "20", "--seed", "7", "--json", json];
	try {
		const env = { ...process.env, NODE_OPTIONS: "" };
		const run = spawnSync(process.execPath, [script, ...flags], { env, encoding: "utf8", timeout: 300_000 });
		const { figures } = JSON.parse(readFileSync(json, "utf8")) as { figures: Figure[] };
		const found = Object.fromEntries(figures.map(({ key, value }) => [key, value]));
		expect([found, run.stdout]).toEqual([
			{
				"crash.kills": 40,
				"crash.points-missed": 0,
				"crash.lost": 0,
				"crash.doubled": 0,
				"crash.jammed": 0,
				"crash.misread": 0,
				"crash.unarmed": 0,
			},
			run.stdout,
		]);
		expect(run.status).toBe(0);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}, 320_000);
