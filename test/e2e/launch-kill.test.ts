import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { JsonRpcProvider, Transaction, Wallet } from "ethers";
import { readDeployments } from "../../contracts/script/launch-record.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { anyPort, children } from "../../infra/local/children.ts";

const CONFIG = "contracts/script/launch.example.json";
const CONTRACTS = 8;
/** What of a request decides whether its process dies: its number in its run, its method, and the nonce that it uses up. */
interface Seen {
	turn: number;
	method: string;
	nonce?: number;
}

const kids = children(() => undefined);
const folder = mkdtempSync(join(tmpdir(), "imo-launch-"));
const deployer = new Wallet(ANVIL_KEYS[0]).address;
let node: string;
let provider: JsonRpcProvider;
let state: string;

beforeAll(async () => {
	node = await startAnvil(kids);
	provider = new JsonRpcProvider(node, undefined, { cacheTimeout: -1, batchMaxCount: 1 });
}, 30_000);
beforeEach(async () => {
	state = await rpc<string>(node, "evm_snapshot");
});
afterEach(async () => {
	await rpc(node, "evm_setAutomine", [true]);
	await rpc(node, "evm_revert", [state]);
});
afterAll(async () => {
	provider?.destroy();
	await kids.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Between the launch and its node: kills the launch at the requests that `dies` names, before or after the node has them. */
async function deadlyNode(dies: (seen: Seen) => boolean, heard: boolean) {
	let victim: ChildProcess | undefined;
	let turn = 0;
	let kills = 0;
	const kill = async (): Promise<void> => {
		const ended = new Promise((resolve) => victim?.once("exit", resolve));
		victim?.kill("SIGKILL");
		await ended;
		kills++;
	};
	const pass = async (body: string): Promise<string> => {
		const headers = { "content-type": "application/json" };
		return (await fetch(node, { method: "POST", headers, body })).text();
	};
	const server: Server = createServer(async (request, response) => {
		const body = await text(request);
		const { method, params } = JSON.parse(body);
		const sends = method === "eth_sendRawTransaction";
		const doomed = dies({ turn: ++turn, method, ...(sends ? { nonce: Transaction.from(params[0]).nonce } : {}) });
		if (doomed && !heard) await kill();
		const answer = doomed && !heard ? "" : await pass(body);
		if (doomed && heard) await kill();
		response.end(answer);
	});
	const port = await anyPort();
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${port}`,
		watch: (child: ChildProcess): void => {
			victim = child;
			turn = 0;
		},
		kills: () => kills,
		close: () => server.close(),
	};
}

/** Runs `node contracts/script/launch.ts` until it ends by itself; gives how often it was killed. */
async function launchUnderFire(dir: string, dies: (seen: Seen) => boolean, heard: boolean): Promise<number> {
	const fire = await deadlyNode(dies, heard);
	try {
		for (let run = 0; run < 40; run++) {
			const { status, stderr } = await launchOnce(dir, fire.url, fire.watch);
			if (status === 0) return fire.kills();
			expect({ status, stderr }).toEqual({ status: "SIGKILL", stderr: "" });
		}
		throw new Error("it never came to an end");
	} finally {
		fire.close();
	}
}

async function launchOnce(dir: string, url: string, watch: (child: ChildProcess) => void = () => undefined) {
	const args = ["--config", CONFIG, "--rpc", url, "--key-env", "LAUNCH_KEY", "--out", dir, "--poll-ms", "20"];
	const env = { ...process.env, LAUNCH_KEY: ANVIL_KEYS[0] };
	const child = spawn(process.execPath, ["contracts/script/launch.ts", ...args], { env });
	watch(child);
	const ended = new Promise<number | string>((resolve) =>
		child.once("close", (code, signal) => resolve(code ?? signal ?? "")),
	);
	const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
	return { status, stdout, stderr };
}

/** Each contract of the record has code, and the deployer created just these; all terms read back as configured. */
async function expectDeployedOnce(dir: string, firstBlock: number): Promise<void> {
	const record = readDeployments(join(dir, `${ANVIL_CHAIN_ID}.json`)).launches.openlm;
	expect(record).toMatchObject({ complete: true, abandoned: [] });
	const recorded = Object.values(record?.contracts ?? {}).map(({ address }) => address);
	expect(recorded).toHaveLength(CONTRACTS);
	const created: (string | null)[] = [];
	for (let at = firstBlock + 1; at <= (await provider.getBlockNumber()); at++)
		for (const tx of (await provider.getBlock(at, true))?.prefetchedTransactions ?? [])
			if (tx.from === deployer && tx.to === null)
				created.push((await provider.getTransactionReceipt(tx.hash))?.contractAddress ?? null);
	expect(created.toSorted()).toEqual(recorded.toSorted());
	for (const address of recorded) expect(await provider.getCode(address)).not.toBe("0x");

	const nonce = await provider.getTransactionCount(deployer);
	const { status, stdout } = await launchOnce(dir, node);
	expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("complete: ") });
	expect(await provider.getTransactionCount(deployer)).toBe(nonce);
}

/** True once for each nonce. */
function onceEachSend(): (seen: Seen) => boolean {
	const nonces = new Set<number>();
	return ({ nonce }) => nonce !== undefined && !nonces.has(nonce) && nonces.add(nonce).size > 0;
}

describe("a launch whose process is killed with SIGKILL goes on to one whole deployment", () => {
	test("before each of its transactions reaches the node", async () => {
		const [dir, block] = [join(folder, "before"), await provider.getBlockNumber()];
		expect(await launchUnderFire(dir, onceEachSend(), false)).toBe(CONTRACTS + 1);
		await expectDeployedOnce(dir, block);
	}, 120_000);

	test("after each of its transactions reached the node, while none is mined yet", async () => {
		const [dir, block] = [join(folder, "after"), await provider.getBlockNumber()];
		await rpc(node, "evm_setIntervalMining", [1]);
		// The lane's target is set by a call that may be repeated; then there is one nonce more to die at.
		expect(await launchUnderFire(dir, onceEachSend(), true)).toBeGreaterThanOrEqual(CONTRACTS + 1);
		await expectDeployedOnce(dir, block);
	}, 120_000);

	test("at whatever it asks", async () => {
		const [dir, block] = [join(folder, "asking"), await provider.getBlockNumber()];
		const turns = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
		const dies = ({ turn }: Seen): boolean => turn === turns[0] && turns.shift() !== undefined;
		expect(await launchUnderFire(dir, dies, false)).toBe(10);
		await expectDeployedOnce(dir, block);
	}, 120_000);
});
