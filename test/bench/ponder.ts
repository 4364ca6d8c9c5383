import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANVIL_CHAIN_ID } from "../../infra/local/anvil.ts";
import { anyPort } from "../../infra/local/children.ts";
import type { WatchWorld } from "./watch-world.ts";

/** A version that was tried; it is installed when the benchmark runs, and no part of the project. */
const VERSION = "0.16.10";
const PATIENCE_MS = 20 * 60_000;

/** What ponder takes to index the same events of the same node into its own database (PGlite), by its own account, without its start. */
export interface PonderRun {
	seconds: number;
	events: number;
	version: string;
}

const files = (world: WatchWorld): Record<string, string> => ({
	"package.json": JSON.stringify({ name: "bench", private: true, type: "module" }),
	"tsconfig.json": JSON.stringify({
		compilerOptions: { module: "ESNext", moduleResolution: "bundler", target: "ES2022" },
	}),
	"ponder-env.d.ts": "",
	"ponder.config.ts": `import { createConfig } from "ponder";
const abi = [{ type: "event", name: "RevenueReceived", inputs: [
	{ name: "asset", type: "address", indexed: true }, { name: "source", type: "address", indexed: true },
	{ name: "amount", type: "uint256", indexed: false }] }] as const;
export default createConfig({
	ordering: "multichain",
	chains: { anvil: { id: ${ANVIL_CHAIN_ID}, rpc: "${world.rpcUrl}", disableCache: true, maxRequestsPerSecond: 10000 } },
	contracts: { Token: { chain: "anvil", abi, address: "${world.token}", startBlock: ${world.startBlock}, endBlock: ${world.lastBlock} } },
});`,
	"ponder.schema.ts": `import { onchainTable } from "ponder";
export const inflow = onchainTable("inflow", (t) => ({
	id: t.text().primaryKey(), asset: t.hex(), source: t.hex(), amount: t.bigint(), blockNumber: t.bigint(),
	blockHash: t.hex(), transactionHash: t.hex(), logIndex: t.integer(),
}));`,
	"src/index.ts": `import { ponder } from "ponder:registry";
import schema from "ponder:schema";
ponder.on("Token:RevenueReceived", async ({ event, context }) => {
	await context.db.insert(schema.inflow).values({
		id: event.id, asset: event.args.asset, source: event.args.source, amount: event.args.amount,
		blockNumber: event.block.number, blockHash: event.block.hash, transactionHash: event.transaction.hash,
		logIndex: event.log.logIndex,
	});
});`,
	"src/api/index.ts": `import { Hono } from "hono";
import { db } from "ponder:api";
import schema from "ponder:schema";
import { count } from "ponder";
const app = new Hono();
app.get("/count", async (c) => c.json(await db.select({ count: count() }).from(schema.inflow)));
export default app;`,
});

/** Installs ponder in a folder of its own and runs it; throws with its words when it can't. */
export async function ponderRun(world: WatchWorld, print: (line: string) => void): Promise<PonderRun> {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-ponder-"));
	const bin = join(import.meta.dirname, "../../node_modules/.bin");
	try {
		for (const [path, text] of Object.entries(files(world))) {
			mkdirSync(join(folder, path, ".."), { recursive: true });
			writeFileSync(join(folder, path), text);
		}
		print(`installing ponder ${VERSION}`);
		const flags = ["install", "--no-audit", "--no-fund", `ponder@${VERSION}`, "viem@2", "hono@4", "typescript@5"];
		const installed = spawnSync("npm", flags, { cwd: folder, encoding: "utf8" });
		if (installed.status !== 0) throw new Error(`ponder can't be installed: ${installed.stderr.slice(-500)}`);
		const port = await anyPort();
		const startedMs = Date.now();
		const args = ["node_modules/ponder/dist/esm/bin/ponder.js", "start", "--schema", "bench", "--port", String(port)];
		const child = spawn(join(bin, "node"), [...args, "--log-format", "json"], {
			cwd: folder,
			env: { ...process.env, PONDER_TELEMETRY_DISABLED: "1" },
		});
		const lines: string[] = [];
		const hear = (part: Buffer): void => void lines.push(part.toString());
		child.stdout.on("data", hear);
		child.stderr.on("data", hear);
		try {
			const url = `http://127.0.0.1:${port}`;
			const ready = (): Promise<boolean> =>
				fetch(`${url}/ready`).then(
					({ status }) => status === 200,
					() => false,
				);
			while (!(await ready())) {
				if (child.exitCode !== null || Date.now() - startedMs > PATIENCE_MS)
					throw new Error(`ponder did not get there: ${lines.join("").slice(-1500)}`);
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			const [{ count = 0 } = {}] = (await (await fetch(`${url}/count`)).json()) as { count?: number }[];
			return { seconds: backfillSeconds(lines.join("")), events: Number(count), version: VERSION };
		} finally {
			child.kill("SIGTERM");
			await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve(undefined)));
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function backfillSeconds(log: string): number {
	const durationMs = /"Completed backfill indexing across all chains","duration":([\d.]+)/.exec(log)?.[1];
	if (durationMs === undefined) throw new Error(`ponder does not say what its backfill took: ${log.slice(-500)}`);
	return Number(durationMs) / 1000;
}
