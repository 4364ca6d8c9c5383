// `npm test`: everything that npm packages alone can run. Ends with `N passed, N failed`, and exits 1 if any failed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Count {
	passed: number;
	failed: number;
}
const ROOT = join(import.meta.dirname, "..");
const bin = join(ROOT, "node_modules/.bin");
const folder = mkdtempSync(join(tmpdir(), "imo-relay-test-"));
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };

/** The contracts' tests; a suite that can't be compiled or run counts as one failure. */
function forge(): Count {
	const run = spawnSync("forge", ["test", "--json"], { cwd: ROOT, env, encoding: "utf8", maxBuffer: 2 ** 28 });
	const count = { passed: 0, failed: 0 };
	try {
		const suites = JSON.parse(run.stdout.slice(run.stdout.indexOf("{"))) as Record<
			string,
			{ test_results: Record<string, { status: string; reason?: string }> }
		>;
		for (const [suite, { test_results }] of Object.entries(suites))
			for (const [name, { status, reason }] of Object.entries(test_results)) {
				if (status === "Success") count.passed++;
				else {
					count.failed++;
					print(`forge: ${suite} ${name}: ${status} ${reason ?? ""}`);
				}
			}
	} catch {
		print(`${run.stdout}\n${run.stderr}`);
	}
	if (run.status !== 0 && count.failed === 0) count.failed = 1;
	return count;
}

/** A project of jest.config.mjs after the other, so that suites with chains and servers don't slow each other down. */
function jest(project: string, workers: number): Count {
	const report = join(folder, `${project}.json`);
	const flags = ["--selectProjects", project, `--maxWorkers=${workers}`, "--json", `--outputFile=${report}`];
	const node = [
		"--experimental-vm-modules",
		"--disable-warning=ExperimentalWarning",
		join(ROOT, "node_modules/jest/bin/jest.js"),
	];
	const run = spawnSync(process.execPath, [...node, ...flags], {
		cwd: ROOT,
		env,
		stdio: ["ignore", "ignore", "inherit"],
	});
	try {
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, "utf8"));
		const failed = Number(numFailedTests) + Number(numRuntimeErrorTestSuites);
		return { passed: Number(numPassedTests), failed: run.status !== 0 && failed === 0 ? 1 : failed };
	} catch {
		return { passed: 0, failed: 1 };
	}
}
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const steps: [string, () => Count][] = [
	["contracts", forge],
	["unit", () => jest("unit", 2)],
	["ports", () => jest("ports", 2)],
	["integration", () => jest("integration", 2)],
	["e2e", () => jest("e2e", 1)],
];
const total: Count = { passed: 0, failed: 0 };
for (const [name, step] of steps) {
	const startedMs = Date.now();
	const { passed, failed } = step();
	total.passed += passed;
	total.failed += failed;
	print(`${name}: ${passed} passed, ${failed} failed in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
}
rmSync(folder, { recursive: true, force: true });
print(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
