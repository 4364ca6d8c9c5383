import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { faults } from "../../functions/core/fault.ts";
import { parseStage } from "../../functions/stage-file.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

describe("the documents", () => {
	test.each(["README.md", "docs/stage-file.md"])("%s names only npm scripts that there are", (path) => {
		const named = [...read(path).matchAll(/npm (?:run ([a-z:]+)|(start|test|ci)\b)/g)].map(
			([, run, short]) => run ?? short,
		);
		expect(named.length).toBeGreaterThan(0);
		for (const name of named) expect(["ci", ...Object.keys(scripts)]).toContain(name);
	});
	test("the README opens with the two commands", () => {
		const [, first, second] = (/```bash\n([^\n]*)\n([^\n]*)\n```/.exec(read("README.md")) ?? []) as string[];
		expect(first?.startsWith("npm ci && npm start")).toBe(true);
		expect(second?.startsWith("npm ci && npm test")).toBe(true);
	});
	test("docs/api.md explains every code with its status, and no other", () => {
		const rows = [...read("docs/api.md").matchAll(/^\| `([a-z_]+)` \| (\d+|–) \|/gm)].map(([, code, status]) => [
			code,
			status,
		]);
		const expected = Object.entries(faults).map(([code, { status }]) => [
			code,
			code === "claim_reverted" ? "–" : String(status),
		]);
		expect(rows.sort()).toEqual(expected.sort());
	});
	test("docs/stage-file.md's example is a valid stage file", () => {
		const example = /```json\n([\s\S]*?)```/.exec(read("docs/stage-file.md"))?.[1] ?? "";
		const file = join(mkdtempSync(join(tmpdir(), "imo-relay-docs-")), "stage.json");
		writeFileSync(file, example);
		expect(parseStage(file).tokens.map(({ id }) => id)).toEqual(["openlm"]);
	});
});
