// `npm run bench:cold`: size of each function's bundle, and what it takes from a started process to the first answered
// request, beside a bare bundle of ethers and the AWS SDK, in the same run. `--json FILE` writes the figures.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundleFunctions, OUT } from "../../infra/build/bundle.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, runs: { type: "string", default: "15" } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const RUNS = Number(values.runs);
const BARE = `import { Wallet, JsonRpcProvider, Contract } from "ethers";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
globalThis.kept = [Wallet, JsonRpcProvider, Contract, LambdaClient, InvokeCommand];
const client = new DynamoDBClient({});
export const handler = async () => {
	const { Item } = await client.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" }, sk: { S: "a" } } }));
	return { statusCode: Item ? 200 : 404 };
};`;
/** Runs one bundle once and says when its first request was answered, in ms from the import. */
const RUNNER = `const [path, event] = process.argv.slice(2);
const startedMs = performance.now();
const { handler } = await import(path);
const importedMs = performance.now();
const answer = await handler(JSON.parse(event), {}).catch(() => ({ statusCode: 0 }));
console.error("@" + JSON.stringify([importedMs - startedMs, performance.now() - startedMs, answer?.statusCode ?? 0]));
process.exit(0);`;

interface Bundle {
	name: string;
	folder: string;
	event: object;
	/** What the first answer must be; none for jobs, whose first run here ends where a node would be asked. */
	status?: number;
}
interface Measured {
	entryKb: number;
	lazyKb: number;
	importMs: number;
	answerMs: number;
}

const folder = mkdtempSync(join(tmpdir(), "imo-relay-cold-"));
// A table that answers at once, and knows nothing: what is measured is the function's own part.
const table = createServer((_request, response) => {
	response.setHeader("content-type", "application/x-amz-json-1.0").end("{}");
});
await new Promise<void>((ready) => table.listen(0, "127.0.0.1", ready));
try {
	const names = Object.keys(grants);
	await bundleFunctions(names, "infra/stages/dev.json");
	const bare = join(folder, "bare");
	mkdirSync(bare);
	await build({
		stdin: { contents: BARE, resolveDir: process.cwd() },
		outfile: join(bare, "index.mjs"),
		bundle: true,
		minify: true,
		platform: "node",
		target: "node24",
		format: "esm",
		mainFields: ["module", "main"],
		banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
	});
	writeFileSync(join(folder, "runner.mjs"), RUNNER);
	const unknown = `/v1/claims/0x${"00".repeat(32)}`;
	const get = {
		version: "2.0",
		rawPath: unknown,
		headers: {},
		requestContext: { http: { method: "GET", path: unknown } },
	};
	const bundles: Bundle[] = [
		{ name: "bare ethers + AWS SDK", folder: bare, event: get, status: 404 },
		...names.map((name) => ({
			name,
			folder: resolve(OUT, name),
			event: name === "claims" ? get : {},
			...(name === "claims" ? { status: 404 } : {}),
		})),
	];
	const runs = new Map(bundles.map(({ name }) => [name, [] as [number, number][]]));
	// In turns, so that a busy moment of the machine falls on all alike.
	for (let turn = 0; turn < RUNS; turn++) for (const one of bundles) runs.get(one.name)?.push(await run(one));
	const measured = new Map(bundles.map((one) => [one.name, sum(one, runs.get(one.name) ?? [])]));
	report(measured);
} finally {
	table.close();
	rmSync(folder, { recursive: true, force: true });
}

async function run({ name, folder: at, event, status }: Bundle): Promise<[number, number]> {
	const endpoint = `http://127.0.0.1:${(table.address() as AddressInfo).port}`;
	const child = spawn(process.execPath, [join(folder, "runner.mjs"), join(at, "index.mjs"), JSON.stringify(event)], {
		env: {
			AWS_REGION: "eu-central-1",
			AWS_ACCESS_KEY_ID: "x",
			AWS_SECRET_ACCESS_KEY: "x",
			AWS_ENDPOINT_URL: endpoint,
			PATH: process.env.PATH,
		},
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	child.stderr.on("data", (part: Buffer) => {
		said += part.toString();
	});
	await new Promise((done) => child.once("close", done));
	const line = said.split("\n").find((one) => one.startsWith("@"));
	if (!line) throw new Error(`${name}: ${said}`);
	const [imported, answered, found] = JSON.parse(line.slice(1)) as [number, number, number];
	if (status !== undefined && found !== status) throw new Error(`${name} answered ${found}, not ${status}: ${said}`);
	return [imported, answered];
}

function sum({ folder: at }: Bundle, times: [number, number][]): Measured {
	const files = readdirSync(at).filter((file) => file.endsWith(".mjs"));
	const size = (file: string): number => statSync(join(at, file)).size / 1000;
	const all = files.reduce((total, file) => total + size(file), 0);
	const eager = eagerFiles(at);
	const entryKb = [...eager].reduce((total, file) => total + size(file), 0);
	// The quickest run is the one that the machine's other work disturbed least.
	const quickest = (of: number[]): number => Math.min(...of);
	return {
		entryKb,
		lazyKb: all - entryKb,
		importMs: quickest(times.map(([one]) => one)),
		answerMs: quickest(times.map(([, one]) => one)),
	};
}

/** The entry and what it imports at once. */
function eagerFiles(at: string, file = "index.mjs", seen = new Set<string>()): Set<string> {
	if (seen.has(file)) return seen;
	seen.add(file);
	const text = readFileSync(join(at, file), "utf8");
	for (const [, next] of text.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]*?from\s*)?"\.\/([^"]+\.mjs)"/g))
		if (next) eagerFiles(at, next, seen);
	return seen;
}

function report(measured: Map<string, Measured>): void {
	const bare = measured.get("bare ethers + AWS SDK") as Measured;
	print(
		`${"bundle".padEnd(24)} ${"at once".padStart(9)} ${"later".padStart(9)} ${"import".padStart(9)} ${"answer".padStart(9)}  of bare`,
	);
	for (const [name, one] of measured)
		print(
			`${name.padEnd(24)} ${one.entryKb.toFixed(0).padStart(6)} kB ${one.lazyKb.toFixed(0).padStart(6)} kB ${one.importMs.toFixed(0).padStart(6)} ms ${one.answerMs.toFixed(0).padStart(6)} ms  ${(one.answerMs / bare.answerMs).toFixed(2)}`,
		);
	print(
		`\nQuickest of ${RUNS} started processes each, in turns; "answer": from the import to the first request's answer.\n`,
	);
	const claims = measured.get("claims") as Measured;
	const figures: Figure[] = [
		{
			key: "cold.claims-kb",
			value: Math.round(claims.entryKb + claims.lazyKb),
			unit: "kB",
			goal: "<= 450",
			against: `bare: ${Math.round(bare.entryKb)} kB; at once ${Math.round(claims.entryKb)} kB`,
		},
		{
			key: "cold.claims.of-bare",
			value: Number((claims.answerMs / bare.answerMs).toFixed(2)),
			unit: "x",
			goal: "<= 0.5",
			against: `bare: ${bare.answerMs.toFixed(0)} ms to its first answer`,
		},
		...[...measured]
			.filter(([name]) => name in grants && name !== "claims")
			.map(([name, one]) => ({
				key: `cold.${name}-kb`,
				value: Math.round(one.entryKb + one.lazyKb),
				unit: "kB",
				against: `at once ${Math.round(one.entryKb)} kB`,
			})),
	];
	for (const figure of figures)
		print(
			`${figure.key.padEnd(24)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${reached(figure) ? "" : "  MISSED"}`,
		);
	if (values.json) writeFigures(values.json, "cold", figures);
}
