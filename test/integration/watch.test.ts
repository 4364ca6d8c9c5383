import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { NonceManager } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { extendLedger } from "../../functions/app/extend-ledger.ts";
import { watchAll } from "../../functions/app/watch-all.ts";
import { watchTokens } from "../../functions/app/watch-tokens.ts";
import { advanceCursor, startCursor } from "../../functions/core/cursor.ts";
import type { Inflow } from "../../functions/core/inflow.ts";
import type { Dialect } from "../../functions/core/ports/dialect.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { anyPort, type Children, children } from "../../infra/local/children.ts";
import { account, type Deployed, deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { TOKEN } from "../given/claim.ts";
import { keptLog } from "../given/http.ts";
import { rpcServer, TOPIC } from "../given/rpc-server.ts";
import { sharesOf } from "../given/shares.ts";
import { anInflow } from "../given/transaction.ts";

const [OPERATOR_KEY, LANE_KEY] = ANVIL_KEYS;
type Call = { id: number; method: string; params: [{ fromBlock: string; toBlock: string }] };

/** A provider in front of the chain, with the limits and faults of one. */
interface Provider {
	url: string;
	blocks: number;
	logless: boolean;
	down: boolean;
	/** Requests for logs, each of some ranges. */
	logRequests: number;
	stop(): Promise<void>;
}
async function providerOf(target: string): Promise<Provider> {
	const server = createServer(async (request, response) => {
		let text = "";
		for await (const chunk of request) text += chunk;
		if (provider.down) return response.writeHead(503).end();
		const body: Call | Call[] = JSON.parse(text);
		const calls = Array.isArray(body) ? body : [body];
		if (calls.some(({ method }) => method === "eth_getLogs")) provider.logRequests++;
		const asked = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body: text });
		const replies = [(await asked.json()) as { id: number; result?: unknown }].flat();
		const judged = replies.map((reply) => {
			const call = calls.find(({ id }) => id === reply.id);
			if (call?.method !== "eth_getLogs") return reply;
			const [{ fromBlock, toBlock }] = call.params;
			if (Number(toBlock) - Number(fromBlock) >= provider.blocks)
				return { id: reply.id, error: { code: -32600, message: `up to a ${provider.blocks} block range` } };
			return provider.logless ? { ...reply, result: [] } : reply;
		});
		return response.end(JSON.stringify(Array.isArray(body) ? judged : judged[0]));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const provider: Provider = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		blocks: 10,
		logless: false,
		down: false,
		logRequests: 0,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return provider;
}

let kids: Children;
let folder: string;
let rpcUrl: string;
let deployed: Deployed;
let operator: NonceManager;
let undo: (() => Promise<void> | void)[];
beforeEach(async () => {
	kids = children(() => undefined);
	folder = mkdtempSync(join(tmpdir(), "imo-relay-watch-"));
	rpcUrl = await startAnvil(kids);
	deployed = await deployContracts(rpcUrl, OPERATOR_KEY, sharesOf(newHolders(1)), 1);
	const opened = account(rpcUrl, OPERATOR_KEY);
	operator = opened.signer;
	undo = [() => opened.provider.destroy()];
}, 60_000);
afterEach(async () => {
	for (const step of undo) await step();
	await kids.stop();
	rmSync(folder, { recursive: true, force: true });
});

function portsFor(
	rpcUrls: string[],
	finality: "finalized" | number,
	tokenIds = ["openlm"],
	besides: { chains: object[]; tokens: object[]; lanes: object[] } = { chains: [], tokens: [], lanes: [] },
): Ports & { lines: { event: string; facts: Record<string, unknown> }[] } {
	const stage = stageFor(rpcUrl, deployed);
	const [chain, token] = [stage.chains[0], stage.tokens[0]];
	const tokens = [...besides.tokens, ...tokenIds.map((id) => ({ ...token, id }))];
	const chains = [...besides.chains, { ...chain, rpcUrls, finality }];
	const stageFile = join(folder, "stage.json");
	writeFileSync(stageFile, JSON.stringify({ ...stage, chains, tokens, lanes: [...stage.lanes, ...besides.lanes] }));
	const log = keptLog();
	const rim = { store: memoryStore(), invoker: { wake: async () => undefined }, log };
	return { ...wirePorts(readConfig({ LANE_KEY_1: LANE_KEY }, { stageFile }), rim), lines: log.lines };
}
const mine = (blocks: number, secondsApart = 12) =>
	rpc(rpcUrl, "anvil_mine", [`0x${blocks.toString(16)}`, `0x${secondsApart.toString(16)}`]);
const earn = async (amountWei: bigint) => {
	await mined(await operator.sendTransaction({ to: deployed.token, value: amountWei }));
	return amountWei;
};
const revenueWei = async () => BigInt(await rpc<string>(rpcUrl, "eth_getBalance", [deployed.token, "latest"]));
async function ledgerOf(ports: Ports, id = "openlm") {
	const cursor = await ports.store.ledger.cursor(id);
	const { inflows } = await ports.store.ledger.inflows(id, 1_000);
	const sum = (all: readonly bigint[]) => all.reduce((total, one) => total + one, 0n);
	return {
		blockNumber: cursor?.blockNumber ?? 0,
		generation: cursor?.generation ?? 0,
		totalWei: sum(Object.values(cursor?.totals ?? {})),
		rowsWei: sum(inflows.map(({ amount }) => amount)),
		rows: inflows.length,
		count: cursor?.inflowCount ?? 0,
	};
}

describe("watching", () => {
	test("catches up without a gap after 30 days of downtime, run by run, through three providers of which one has no logs and one is down at times", async () => {
		const providers = await Promise.all([providerOf(rpcUrl), providerOf(rpcUrl), providerOf(rpcUrl)]);
		const [logless, flaky] = providers as [Provider, Provider, Provider];
		undo.push(...providers.map((provider) => () => provider.stop()));
		const ports = portsFor(
			providers.map(({ url }) => url),
			"finalized",
		);
		await earn(1n);
		await mine(3);
		await watchTokens(ports, ports.tokens, Number.POSITIVE_INFINITY);
		const before = await ledgerOf(ports);
		expect(before).toMatchObject({ rows: 1, totalWei: 1n });

		logless.logless = true;
		for (let day = 0; day < 30; day++) {
			for (let n = 0; n <= day % 3; n++) await earn(BigInt(day * 1_000 + n + 2));
			await mine(30, 2_880);
		}
		let runs = 0;
		for (let at = before.blockNumber; runs < 60; runs++) {
			flaky.down = runs % 4 === 3;
			let turns = 0;
			const short = { ...ports, nowMs: () => Date.now() + turns++ * 10_000 };
			// Two of three must answer: a run that finds fewer leaves the ledger as it is.
			await watchTokens(short, ports.tokens, Date.now() + 60_000).catch(() => undefined);
			const { blockNumber } = await ledgerOf(ports);
			expect(blockNumber).toBeGreaterThanOrEqual(at);
			at = blockNumber;
			if (
				blockNumber ===
				(
					await ports
						.chain(31337)
						.block("finalized")
						.catch(() => undefined)
				)?.number
			)
				break;
		}
		expect(runs).toBeGreaterThan(1);
		const after = await ledgerOf(ports);
		expect(after).toMatchObject({ rows: 61, count: 61, totalWei: await revenueWei(), rowsWei: await revenueWei() });
	}, 180_000);

	test("survives a reorg of 64 blocks that two confirmations had made final", async () => {
		const ports = portsFor([rpcUrl], 2);
		await earn(5n);
		await mine(3);
		for (let n = 0; n < 40; n++) {
			if (n % 4 === 0) await earn(BigInt(100 + n));
			await mine(2);
			await watchTokens(ports, ports.tokens, Number.POSITIVE_INFINITY);
		}
		const before = await ledgerOf(ports);
		expect(before).toMatchObject({ rows: 11, totalWei: await revenueWei() });
		await rpc(rpcUrl, "anvil_reorg", [64, []]);
		operator.reset();
		await earn(7_777n);
		await mine(4);
		await watchTokens(ports, ports.tokens, Number.POSITIVE_INFINITY);
		const after = await ledgerOf(ports);
		expect(after.totalWei).toBeLessThan(before.totalWei + 7_777n);
		expect(after).toMatchObject({ totalWei: await revenueWei(), rowsWei: await revenueWei(), generation: 1 });
		expect(after.count).toBe(after.rows);
		expect(ports.lines).toContainEqual(expect.objectContaining({ event: "ledger_rewound" }));
	}, 120_000);

	test("goes on, and tells how far each ledger is behind, while another chain's nodes are silent", async () => {
		const [chain, token] = [stageFor(rpcUrl, deployed).chains[0], stageFor(rpcUrl, deployed).tokens[0]];
		const rpcUrls = [`http://127.0.0.1:${await anyPort()}`];
		const ports = portsFor([rpcUrl], "finalized", ["openlm"], {
			chains: [{ ...chain, chainId: 31338, name: "silent", rpcUrls }],
			tokens: [{ ...token, id: "silent", chainId: 31338 }],
			lanes: [{ id: "silent-1", chainId: 31338, sender: { kind: "local", key: "env:LANE_KEY_1" } }],
		});
		const hourAgo = Math.round(Date.now() / 1000) - 3_600;
		const block = { number: 5, hash: `0x${"5".repeat(64)}` as const, timestampSec: hourAgo };
		await ports.store.ledger.moveCursor("silent", advanceCursor(startCursor(1), block, []));
		await earn(7n);
		await mine(3);
		await expect(watchAll(ports, ports.tokens)).rejects.toThrow("No node of the chain answers");
		expect(await ledgerOf(ports)).toMatchObject({ totalWei: 7n });
		const told = (name: string) => ports.lines.flatMap(({ event, facts }) => (event === name ? [facts] : []));
		expect(told("ledger_reconciled")).toEqual([expect.objectContaining({ tokenId: "openlm" })]);
		const lags = new Map(told("ledger_seen").map(({ tokenId, lagSec }) => [tokenId, Number(lagSec)]));
		expect([...lags.keys()].sort()).toEqual(["openlm", "silent"]);
		expect(lags.get("silent")).toBeGreaterThanOrEqual(3_600);
	}, 60_000);

	test("lets no token starve behind one that is far behind", async () => {
		const provider = await providerOf(rpcUrl);
		undo.push(() => provider.stop());
		provider.blocks = 2;
		const ids = ["far-behind", "a", "b", "c", "d", "e"];
		const ports = portsFor([provider.url], "finalized", ids);
		await mine(400);
		for (const token of ports.tokens.slice(1)) await watchTokens(ports, [token], Number.POSITIVE_INFINITY);
		await earn(9n);
		await mine(3);
		const head = await ports.chain(31337).block("finalized");
		// A clock that goes by what is read: time is up after twice as many requests as there are tokens.
		const before = provider.logRequests;
		const short = { ...ports, nowMs: () => provider.logRequests - before };
		await watchTokens(short, ports.tokens, 2 * ids.length);
		for (const id of ids.slice(1))
			expect(await ledgerOf(ports, id)).toMatchObject({ blockNumber: head.number, totalWei: 9n });
		expect((await ledgerOf(ports, "far-behind")).blockNumber).toBeLessThan(head.number);
		await watchTokens(ports, ports.tokens, Number.POSITIVE_INFINITY);
		expect(await ledgerOf(ports, "far-behind")).toMatchObject({ blockNumber: head.number, totalWei: 9n });
	}, 120_000);

	test("reads 30 days of 2 s blocks within minutes' worth of runs at 10,000 blocks a request, and finds every log", async () => {
		const head = 30 * 86_400 * 0.5;
		const logsAt = Array.from({ length: 4_000 }, (_, n) => 1 + Math.floor((n * (head - 10)) / 4_000));
		const error = () => ({ code: -32614, message: "eth_getLogs is limited to a 10,000 range" });
		const node = await rpcServer({ head, logsAt, rangeLimit: { blocks: 10_000, error } });
		undo.push(() => node.stop());
		const chain = evmChain({ chainId: 31337, rpcUrls: [node.url], finality: "finalized" });
		const inflows: Dialect["inflows"] = async (fromBlock, toBlock) => {
			const { logs, ...place } = await chain.logStep({ address: TOKEN, topics: [TOPIC], fromBlock, toBlock });
			const rows: Inflow[] = logs.map(({ blockNumber, blockHash }) =>
				anInflow({ tokenId: "t", blockNumber, blockHash, amount: 1n }),
			);
			return { inflows: rows, ...place };
		};
		const store = memoryStore();
		const log = { info: () => undefined, warn: () => undefined };
		const ports = {
			store,
			chain: () => chain,
			dialect: () => ({ inflows }),
			log,
			notifier: memoryNotifier(),
		} as unknown as Ports;
		const step = extendLedger(ports, { id: "t", chainId: 31337, startBlock: 1 } as Token);
		const finalized = await chain.block("finalized");
		let steps = 0;
		while ((await step(finalized)) === "on") steps++;
		expect(await store.ledger.cursor("t")).toMatchObject({ blockNumber: finalized.number, inflowCount: 4_000 });
		expect((await store.ledger.inflows("t", 5_000)).inflows).toHaveLength(4_000);
		expect(steps).toBeLessThan(30);
	}, 60_000);
});
