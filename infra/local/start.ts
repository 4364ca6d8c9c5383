// `npm start`: the whole service on this machine. See `npm start -- --help`.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { parseStage } from "../../functions/stage-file.ts";
import { ANVIL_KEYS, mineBySecond, rpc, startAnvil } from "./anvil.ts";
import { anyPort, type Children, children, freePort } from "./children.ts";
import { account, type Deployed, deployContracts, stageFor } from "./deploy.ts";
import { claimOnce, newHolders } from "./holder.ts";
import { earningModel } from "./model.ts";
import { narrate } from "./narrate.ts";
import { runCycle, TOKEN_ID } from "./once.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { preflight } from "./preflight.ts";
import { printReport, reportOf } from "./report.ts";
import { tellRunning } from "./running-file.ts";
import { type Service, startService } from "./service.ts";
import { startTable } from "./table.ts";

const [OPERATOR_KEY, LANE_KEY, YOUR_KEY] = ANVIL_KEYS;
const HOLDERS = 6;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is to be undone at the end, last first. */
const undo: (() => Promise<void> | void)[] = [];
let ending: Promise<void> | undefined;
function end(code: number): Promise<void> {
	ending ??= (async () => {
		for (const step of undo.reverse()) await step();
		process.exit(code);
	})();
	return ending;
}

async function portFor({ port }: Options): Promise<number> {
	const wanted = port ?? 3000;
	if ((await freePort(wanted)) !== undefined) return wanted;
	if (port !== undefined) throw new Error(`port ${port} is taken: choose another with --port, or leave it out`);
	const free = await anyPort();
	print(`port ${wanted} is taken, using ${free}`);
	return free;
}

async function serve(
	kids: Children,
	options: Options,
	stageFile: string,
	env: Record<string, string>,
): Promise<Service> {
	const port = await portFor(options);
	if (options.data) mkdirSync(options.data, { recursive: true });
	const name = `${parseStage(stageFile).service}-local`;
	const table = await startTable(await anyPort(), name, options.data);
	undo.push(() => table.stop());
	undo.push(() => kids.stop()); // the functions go before their table
	const onLine = narrate(print, options.verbose ? print : undefined);
	const service = await startService(kids, { port, stageFile, tableEndpoint: table.endpoint, env, onLine });
	undo.push(tellRunning(service, { port, stageFile, functionPrefix: `${name}-` }));
	print(`ready ${service.url}`);
	print(`page  ${service.url}/`);
	return service;
}

/** A chain of our own with a model that earns and holders without ETH. */
async function demo(kids: Children, options: Options): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-"));
	undo.push(() => rmSync(folder, { recursive: true, force: true }));
	const rpcUrl = await startAnvil(kids);
	const holders = newHolders(HOLDERS);
	const you = new Wallet(YOUR_KEY);
	const addresses = [...holders, you].map(({ address }) => address);
	const amounts = addresses.map((_, at) => BigInt(at + 1) * 7_000_000n * 10n ** 18n + BigInt(at));
	const shares = { holders: addresses, amounts };
	const offered = { stock: 100_000_000n * 10n ** 18n, targetWei: 5n * 10n ** 18n, openForSec: 3_600 };
	const [intervalSec, forSale] = options.once ? [3] : [20, offered];
	const deployed: Deployed = await deployContracts(rpcUrl, OPERATOR_KEY, shares, intervalSec, forSale);
	await rpc(rpcUrl, "anvil_setBalance", [you.address, "0x0"]);
	await mineBySecond(rpcUrl);
	print(`chain ${rpcUrl}, token ${deployed.token}, forwarder ${deployed.forwarder}`);
	const stageFile = join(folder, "stage.json");
	// Its holders claim all day long.
	const stage = { ...stageFor(rpcUrl, deployed), limits: { claimsPerHolderPerDay: 10_000 } };
	writeFileSync(stageFile, JSON.stringify(stage, null, "\t"));
	const { signer, provider } = account(rpcUrl, OPERATOR_KEY);
	undo.push(() => provider.destroy());
	const before = new Map<string, bigint>();
	for (const { address } of holders) before.set(address, await provider.getBalance(address));
	const service = await serve(kids, options, stageFile, { LANE_KEY_1: LANE_KEY });
	const model = earningModel(deployed, signer);

	if (!options.once) {
		print(
			"the model earns every few seconds; the schedule takes a snapshot each minute; holders claim. Ctrl-C ends it.",
		);
		for (let turn = 1; !ending; turn++) {
			await model.earn(1);
			if (turn % 3 === 0) await model.deliver();
			for (const holder of holders)
				await claimOnce(service.url, TOKEN_ID, holder).catch((error: Error) => print(`warning   ${error.message}`));
			await new Promise((resolve) => setTimeout(resolve, 4_000));
		}
		return;
	}
	print("waiting for the schedule's next tick, up to a minute");
	const claimIds = await runCycle(service, model, holders);
	const report = await reportOf({
		url: service.url,
		tokenId: TOKEN_ID,
		provider,
		token: deployed.token,
		claimIds,
		before,
	});
	printReport(report, print);
	if (options.report) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
	await end(report.differences.length === 0 ? 0 : 1);
}

/** The processes that we end with: our parent, and, under `npm start`, npm itself. */
function ancestors(): number[] {
	if (!process.env.npm_lifecycle_event) return [process.ppid];
	const asked = spawnSync("ps", ["-o", "ppid=", "-p", String(process.ppid)], { encoding: "utf8" });
	return [process.ppid, Number(asked.stdout)].filter((pid) => pid > 1);
}
function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

async function main(): Promise<void> {
	if (process.argv.includes("--help")) return print(USAGE);
	const options = readOptions(process.argv.slice(2));
	const kids = children((name, code) => {
		if (ending) return;
		print(`${name} ended by itself with exit code ${code}`);
		void end(1);
	});
	undo.push(() => kids.stop());
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
	// npm starts a shell that starts us; if either is killed nobody is left to press Ctrl-C.
	const parents = ancestors();
	setInterval(() => parents.every(isAlive) || void end(0), 500).unref();
	if (!options.stageFile) return demo(kids, options);
	for (const warning of await preflight(options.stageFile)) print(`warning   ${warning}`);
	await serve(kids, options, options.stageFile, {});
}

main().catch((error: Error) => {
	if (ending) return;
	process.stderr.write(`${error.message}\n`);
	void end(1);
});
