// `npm run coverage`: what of contracts/src the forge tests reach, how much the invariants did, and what slither finds.
// `--json FILE` writes the figures. Exits 1 when a test fails or a goal is missed.
//
// One `forge coverage` over everything, without optimizer and without the IR pipeline. Nothing here is too deep for the stack, so
// `--ir-minimum` isn't needed: its optimizer inlines and merges lines away that were run (98.6 % of lines for the same tests).
// GasTest measures optimised code and is left out; all other tests and the invariants run as they do in `forge test`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bin } from "../../infra/local/children.ts";
import { filesUnder } from "../given/source.ts";
import { campaignsIn, type FileCoverage, filesIn, findingsIn, type Part } from "./coverage-reports.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";

const [RUNS, DEPTH] = [256, 128];
const ROOT = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { json: { type: "string" } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "imo-coverage-"));
const env = { ...process.env, PATH: `${bin("")}:${process.env.PATH}`, NO_COLOR: "1" };

try {
	const figures = [...forgeFigures(), ...slitherFigures()];
	print("");
	for (const figure of figures) {
		const mark = reached(figure) ? "" : "  MISSED";
		print(`${figure.key.padEnd(32)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${mark}`);
	}
	if (values.json) writeFigures(values.json, "coverage", figures);
	if (!figures.every(reached)) process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function forgeFigures(): Figure[] {
	const report = join(folder, "lcov.info");
	const only = ["--no-match-coverage", "contracts/(test|script)", "--no-match-contract", "^GasTest$"];
	const { status, stdout, stderr } = run("forge", ["coverage", ...only, "--report", "lcov", "--report-file", report]);
	if (status !== 0) {
		print(`${stdout}\n${stderr}`);
		throw new Error("forge coverage failed");
	}
	const files = filesIn(readFileSync(report, "utf8"));
	printTable(files);
	// An interface has nothing to run; anything else that no test touches at all would be missing, not 0 %.
	const sources = filesUnder("contracts/src", ".sol").filter((path) => !path.startsWith("contracts/src/interfaces/"));
	const missing = sources.filter((path) => !files.some((file) => file.path === path));
	if (missing.length > 0) throw new Error(`not in the report: ${missing.join(", ")}`);

	const campaigns = campaignsIn(stdout);
	print(`\n${"invariant".padEnd(78)}     runs    calls  reverts`);
	for (const { name, runs, calls, reverts } of campaigns)
		print(`${name.padEnd(78)} ${[runs, calls, reverts].map((count) => String(count).padStart(8)).join(" ")}`);
	const calls = campaigns.reduce((sum, campaign) => sum + campaign.calls, 0);
	const reverts = campaigns.reduce((sum, campaign) => sum + campaign.reverts, 0);
	const short = campaigns.filter((campaign) => campaign.runs < RUNS || campaign.calls < RUNS * DEPTH);
	if (campaigns.length === 0 || short.length > 0)
		throw new Error(`fewer than ${RUNS} runs of ${DEPTH} calls: ${short.map(({ name }) => name).join(", ") || "none"}`);
	const percent = (key: string, part: "lines" | "branches"): Figure => {
		const [hit, found] = sum(files, part);
		return { key, value: rounded(hit, found), unit: "%", goal: ">= 98", against: `${hit} of ${found}, contracts/src` };
	};
	return [
		percent("contracts.coverage-lines", "lines"),
		percent("contracts.coverage-branches", "branches"),
		{
			key: "contracts.invariant-calls",
			value: calls,
			unit: "calls",
			goal: `>= ${campaigns.length * RUNS * DEPTH}`,
			against: `${campaigns.length} invariants, each at least ${RUNS} runs of ${DEPTH}; ${reverts} calls reverted`,
		},
	];
}

function slitherFigures(): Figure[] {
	if (!existsSync(resolve(ROOT, process.env.SLITHER_VENV ?? ".data/slither", "bin/slither"))) {
		print("\nslither is not installed (`bash .ci/slither` installs it): contracts.slither-high-medium is left out");
		return [];
	}
	const report = join(folder, "slither.json");
	const { status, stdout, stderr } = run("bash", [".ci/slither", "--json", report]);
	if (!existsSync(report)) throw new Error(`slither failed: ${stdout}\n${stderr}`);
	const found = findingsIn(readFileSync(report, "utf8"));
	for (const { check, description } of found) print(`slither: ${check}: ${description}`);
	if (status !== 0 && found.length === 0) throw new Error(`slither failed: ${stdout}\n${stderr}`);
	return [{ key: "contracts.slither-high-medium", value: found.length, unit: "findings", goal: "<= 0" }];
}

function printTable(files: readonly FileCoverage[]): void {
	const row = (what: string, lines: Part, branches: Part): void =>
		print(`${what.padEnd(44)} ${shown(lines)} ${shown(branches)}`);
	print(`${"contracts/src".padEnd(44)} ${"lines".padStart(18)} ${"branches".padStart(18)}`);
	for (const { path, lines, branches } of files) row(path.replace("contracts/src/", ""), lines, branches);
	row("all", sum(files, "lines"), sum(files, "branches"));
}

function sum(files: readonly FileCoverage[], part: "lines" | "branches"): Part {
	return files.reduce<Part>(([hit, found], file) => [hit + file[part][0], found + file[part][1]], [0, 0]);
}

/** In percent, down to a hundredth: 99.99 never shows as 100. */
function rounded(hit: number, found: number): number {
	return found === 0 ? 100 : Math.floor((10_000 * hit) / found) / 100;
}

function shown([hit, found]: Part): string {
	return `${`${hit}/${found}`.padStart(9)} ${`${rounded(hit, found).toFixed(2)}%`.padStart(8)}`;
}

function run(command: string, args: readonly string[]) {
	return spawnSync(command, args, { cwd: ROOT, env, encoding: "utf8", maxBuffer: 2 ** 28 });
}
