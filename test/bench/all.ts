// `npm run figures`: runs every benchmark and long test one after the other, keeps what each measured in docs/figures/, and
// writes docs/figures.md anew from all of them. `npm run figures -- relay soak` runs these alone, `-- --write` none.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, reached } from "./figures.ts";

interface Kept {
	name: string;
	machine: string;
	figures: Figure[];
}
const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "docs/figures");
/** The npm script behind each name. */
const scripts: Record<string, string> = {
	api: "bench:api",
	cloud: "test:cloud",
	cold: "bench:cold",
	coverage: "coverage",
	crash: "test:crash",
	gas: "bench:gas",
	relay: "bench:relay",
	soak: "test:soak",
	watch: "bench:watch",
	web: "bench:web",
};

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { write: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !(name in scripts));
if (unknown.length > 0)
	throw new Error(`there is no ${unknown.join(", ")}; there are ${Object.keys(scripts).join(", ")}`);
const names = values.write ? [] : positionals.length > 0 ? positionals : Object.keys(scripts);

mkdirSync(FOLDER, { recursive: true });
const failed = names.filter((name) => {
	const flags = ["run", scripts[name] as string, "--", "--json", join(FOLDER, `${name}.json`)];
	return spawnSync("npm", flags, { cwd: ROOT, stdio: "inherit" }).status !== 0;
});

const kept = readdirSync(FOLDER)
	.filter((file) => file.endsWith(".json"))
	.sort()
	.map((file): Kept => JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
const row = (figure: Figure): string => {
	const { key, value, unit, goal, against } = figure;
	return `| \`${key}\` | ${value} | ${unit} | ${goal ?? ""}${reached(figure) ? "" : " **missed**"} | ${against ?? ""} |`;
};
const section = ({ name, machine, figures }: Kept): string =>
	`## ${name}\n\n\`npm run ${scripts[name] ?? name}\` on ${machine}.\n\n| figure | value | unit | goal | against |\n|---|---|---|---|---|\n${figures.map(row).join("\n")}\n`;
writeFileSync(
	join(ROOT, "docs/figures.md"),
	`# Figures\n\nAs measured, by the commands that stand at each; written by \`npm run figures\`. An absolute time says little about another\nmachine: look at the ratios, whose other side was measured in the same run.\n\n${kept.map(section).join("\n")}`,
);
if (failed.length > 0) {
	process.stderr.write(`did not pass: ${failed.join(", ")}\n`);
	process.exitCode = 1;
}
