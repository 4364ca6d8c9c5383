import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { faults } from "../../functions/core/fault.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { apiRoutes, operationOf } from "../../infra/openapi/document.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

const inFolder = (folder: string): string[] =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith(".md"))
		.map((name) => `${folder}/${name}`);
/** Whether a link of a document leads to a file, and to a heading of it if it names one. */
function leads(from: string, link: string): boolean {
	const [file = "", heading] = link.split("#");
	const target = file === "" ? from : join(dirname(from), file);
	if (!existsSync(join(ROOT, target))) return false;
	return heading === undefined || headingsOf(target).includes(heading);
}
/** Headings as GitHub makes anchors of them. */
const headingsOf = (path: string): string[] =>
	[...read(path).matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
		text
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);

describe("the documents", () => {
	const documents = [
		"README.md",
		"contracts/README.md",
		"examples/README.md",
		...inFolder("docs"),
		...inFolder("docs/decisions"),
	];
	test.each(documents)("%s names only npm scripts that there are", (path) => {
		const named = [...read(path).matchAll(/npm (?:run ([a-z:]+)|(start|test|ci)\b)/g)].map(
			([, run, short]) => run ?? short,
		);
		for (const name of named) expect(["ci", ...Object.keys(scripts)]).toContain(name);
	});
	test.each(documents)("%s links to what is there", (path) => {
		const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
		const broken = links.filter((link) => !/^https?:/.test(link) && !leads(path, link));
		expect(broken).toEqual([]);
	});
	test("docs/extend.md names files that there are", () => {
		const named = [
			...read("docs/extend.md").matchAll(/`((?:functions|infra|test|client|contracts)\/[^`]*|serverless\.yml)`/g),
		];
		expect(named.length).toBeGreaterThan(20);
		expect(named.filter(([, path]) => !existsSync(join(ROOT, path ?? "")))).toEqual([]);
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
	test("docs/api.md lists each operation that is served, and no other", () => {
		const listed = [...read("docs/api.md").matchAll(/^\| `((?:GET|POST|DELETE) [^`?]+)(?:\?[^`]*)?` \|/gm)].map(
			([, one]) => one,
		);
		expect(listed.sort()).toEqual(apiRoutes().map(operationOf).sort());
	});
	test("docs/stage-file.md's example is a valid stage file", () => {
		const example = /```json\n([\s\S]*?)```/.exec(read("docs/stage-file.md"))?.[1] ?? "";
		const file = join(mkdtempSync(join(tmpdir(), "imo-relay-docs-")), "stage.json");
		writeFileSync(file, example);
		expect(parseStage(file).tokens.map(({ id }) => id)).toEqual(["openlm"]);
	});
});
