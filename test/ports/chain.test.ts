import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type EvmOptions, evmChain } from "../../functions/adapters/chain/evm.ts";
import type { LogFilter } from "../../functions/core/ports/chain.ts";
import { OTHER_HOLDER, TOKEN, word } from "../given/claim.ts";
import { keptLog } from "../given/http.ts";
import { type RpcServer, rpcServer, TOPIC } from "../given/rpc-server.ts";

const running: RpcServer[] = [];
afterEach(async () => {
	for (const node of running.splice(0)) await node.stop();
});
async function node(given: Partial<RpcServer> = {}): Promise<RpcServer> {
	const started = await rpcServer(given);
	running.push(started);
	return started;
}
const chainOf = (nodes: readonly RpcServer[], given: Partial<EvmOptions> = {}) =>
	evmChain({ chainId: 31337, rpcUrls: nodes.map(({ url }) => url), finality: "finalized", ...given });
const hashOf = (number: number, salt = 0) => word(BigInt(number + 1) * 1_000n + BigInt(salt));
const filter = (fromBlock: number, toBlock: number): LogFilter => ({
	address: TOKEN,
	topics: [TOPIC],
	fromBlock,
	toBlock,
});
const UNAVAILABLE = { code: "rpc_unavailable" };
const dead = { reply: () => ({ status: 503, text: "" }) };
const forked = (from: number, salt = 5) => ({ fork: { from, salt } });

describe("the finalised block", () => {
	test("is one node's word when there is one", async () => {
		expect(await chainOf([await node()]).block("finalized")).toMatchObject({ number: 98, hash: hashOf(98) });
		expect(await chainOf([await node()], { finality: 30 }).block("finalized")).toMatchObject({ number: 70 });
	});
	test("is the lower of two, when the other node has it, too", async () => {
		const nodes = [await node({ head: 104 }), await node({ head: 100 })];
		expect(await chainOf(nodes).block("finalized")).toMatchObject({ number: 98, hash: hashOf(98) });
		expect(await chainOf(nodes, { finality: 30 }).block("finalized")).toMatchObject({ number: 70, hash: hashOf(70) });
	});
	test.each(["finalized", 2] as const)(
		"with finality %s is none while two nodes differ, and the log hears of it",
		async (finality) => {
			const log = keptLog();
			const chain = chainOf([await node(forked(90)), await node()], { finality, log });
			await expect(chain.block("finalized")).rejects.toMatchObject(UNAVAILABLE);
			expect(log.lines).toEqual([
				{ event: "rpc_disagreement", facts: { chainId: 31337, nodes: ["node 0", "node 1"] } },
			]);
		},
	);
	test.each([0, 1, 2])("is what two of three say when node %i is alone with its own", async (at) => {
		const nodes = [await node(), await node(), await node()];
		Object.assign(nodes[at] as RpcServer, forked(90));
		expect(await chainOf(nodes).block("finalized")).toMatchObject({ number: 98, hash: hashOf(98) });
	});
	test("is none while only one of two answers, and is one while two of three do", async () => {
		const [gone, a, b] = [await node(dead), await node(), await node()];
		await expect(chainOf([gone, a]).block("finalized")).rejects.toMatchObject(UNAVAILABLE);
		expect(await chainOf([gone, a, b]).block("finalized")).toMatchObject({ number: 98 });
	});
	test("is not moved by a node that claims to be far ahead", async () => {
		const [ahead, a, b] = [await node({ head: 1_000_000, ...forked(101) }), await node(), await node()];
		expect(await chainOf([ahead, a, b]).block("finalized")).toMatchObject({ number: 98, hash: hashOf(98) });
	});
	test("is what calls at `finalized` are run at, on one node", async () => {
		const nodes = [await node(), await node()];
		await chainOf(nodes).calls([{ to: TOKEN, data: "0x01" }], "finalized");
		const calls = nodes.flatMap(({ asked }) => asked.filter(({ method }) => method === "eth_call"));
		expect(calls.map(({ params }) => params[1])).toEqual(["0x62"]);
	});
});

describe("a call", () => {
	test("at a block's hash is answered by a node that has it, and by no other", async () => {
		const error = { code: -32000, message: "header for hash not found" };
		const lost = await node({ answer: ({ method }) => (method === "eth_call" ? { error } : undefined) });
		const whole = await node();
		const call = { to: TOKEN, data: "0x01" } as const;
		const at = { blockHash: hashOf(60) };
		expect(await chainOf([lost, whole]).calls([call], at)).toEqual([{ ok: true, returned: "0x01" }]);
		const { params } = whole.asked.find(({ method }) => method === "eth_call") ?? { params: [] };
		expect(params[1]).toEqual({ blockHash: hashOf(60), requireCanonical: true });
		expect(await chainOf([lost]).calls([call], at)).toMatchObject([{ ok: false, reverted: false, trouble: "missing" }]);
	});
	test("may give accounts code, a balance, or both, for itself alone", async () => {
		const [only] = [await node()];
		const call = { to: TOKEN, data: "0x" } as const;
		const override = { [TOKEN]: "0x60" as const };
		await chainOf([only]).calls(
			[{ ...call, override, balancesWei: { [TOKEN]: 0n, [OTHER_HOLDER]: 16n } }, call],
			"latest",
		);
		const calls = only.asked.filter(({ method }) => method === "eth_call");
		const both = { [TOKEN]: { code: "0x60", balance: "0x0" }, [OTHER_HOLDER]: { balance: "0x10" } };
		expect(calls.map(({ params }) => params[2])).toEqual([both, undefined]);
	});
});

describe("the latest block", () => {
	test("is asked of one node alone: what is relayed waits for nobody", async () => {
		const nodes = [await node(), await node(forked(1))];
		expect(await chainOf(nodes).block("latest")).toMatchObject({ number: 100, hash: hashOf(100) });
		expect(nodes[1]?.asked.map(({ method }) => method)).toEqual(["eth_blockNumber", "eth_chainId"]);
	});
});

describe("the hash at a height", () => {
	test("is what two nodes say", async () => {
		const [a, b, c] = [await node(), await node(), await node(forked(50))];
		expect(await chainOf([a, b]).hashAt(60)).toBe(hashOf(60));
		expect(await chainOf([c, a, b]).hashAt(60)).toBe(hashOf(60));
		await expect(chainOf([a, c]).hashAt(60)).rejects.toMatchObject(UNAVAILABLE);
		expect(await chainOf([a, c]).hashAt(49)).toBe(hashOf(49));
	});
	test("is none where both have no such block yet; nothing is known where one has", async () => {
		const [a, b, ahead] = [await node(), await node(), await node({ head: 105 })];
		expect(await chainOf([a, b]).hashAt(103)).toBeUndefined();
		await expect(chainOf([a, ahead]).hashAt(103)).rejects.toMatchObject(UNAVAILABLE);
	});
});

describe("the logs of a range", () => {
	const logsAt = [3, 40, 41, 77, 100];
	const found = [3, 40, 41, 77];
	const numbersOf = ({ logs }: { logs: readonly { blockNumber: number }[] }) =>
		logs.map(({ blockNumber }) => blockNumber);

	test("come with the hashes that they hang between", async () => {
		const answer = await chainOf([await node({ logsAt })]).logs(filter(3, 80));
		expect(numbersOf(answer)).toEqual(found);
		expect(answer).toMatchObject({ beforeHash: hashOf(2), lastBlock: { number: 80, hash: hashOf(80) } });
	});
	test("from the chain's beginning hang on nothing", async () => {
		expect(await chainOf([await node()]).logs(filter(0, 10))).not.toHaveProperty("beforeHash");
	});
	test("that ends before it begins are none", async () => {
		expect((await chainOf([await node({ logsAt })]).logs(filter(50, 49))).logs).toEqual([]);
	});
	test.each<[string, number, (from: number, to: number) => { code: number; message: string; data?: unknown }]>([
		[
			"Alchemy, for nothing",
			10,
			(from) => ({
				code: -32600,
				message: `Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x${from.toString(16)}, 0x${(from + 9).toString(16)}].`,
			}),
		],
		["QuickNode, for nothing", 5, () => ({ code: -32614, message: "eth_getLogs is limited to a 5 range" })],
		[
			"Infura",
			25,
			(from) => ({
				code: -32005,
				message: "query returned more than 10000 results.",
				data: { from: `0x${from.toString(16)}`, limit: 10000, to: `0x${(from + 24).toString(16)}` },
			}),
		],
		["a node that says nothing of how many", 7, () => ({ code: -32005, message: "limit exceeded" })],
		["a node with words of its own", 11, () => ({ code: -32000, message: "not here" })],
		["a node that gives one block at a time", 1, () => ({ code: -32000, message: "block range is too wide" })],
	])("are read through the limits of %s, which are remembered", async (_who, blocks, error) => {
		const limited = await node({ logsAt, rangeLimit: { blocks, error } });
		const chain = chainOf([limited]);
		expect(numbersOf(await chain.logs(filter(1, 99)))).toEqual(found);
		expect(numbersOf(await chain.logs(filter(1, 99)))).toEqual(found);
		const spans = limited.asked
			.filter(({ method }) => method === "eth_getLogs")
			.map(({ params: [{ fromBlock, toBlock }] }) => Number(toBlock) - Number(fromBlock) + 1);
		const second = spans.slice(spans.length / 2);
		expect(second.filter((span) => span > 2 * blocks)).toEqual([]);
	});
	test("are found through any limit, of one node or two, wherever they are", async () => {
		const limit = fc.option(fc.record({ blocks: fc.integer({ min: 1, max: 60 }), named: fc.boolean() }), {
			nil: undefined,
		});
		const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 30 });
		const a = await node({ head: 200 });
		const b = await node({ head: 200 });
		await fc.assert(
			fc.asyncProperty(
				numbers,
				limit,
				limit,
				fc.boolean(),
				fc.nat(200),
				fc.nat(200),
				async (at, one, two, both, x, y) => {
					const [from, to] = [Math.min(x, y), Math.max(x, y)];
					for (const [server, given] of [
						[a, one],
						[b, two],
					] as const) {
						server.logsAt = at.toSorted((p, q) => p - q);
						delete server.rangeLimit;
						const message = given?.named
							? `eth_getLogs is limited to a ${given.blocks} range`
							: "block range too large";
						if (given) server.rangeLimit = { blocks: given.blocks, error: () => ({ code: -32602, message }) };
					}
					const answer = await chainOf(both ? [a, b] : [a], { logRange: 50 }).logs(filter(from, to));
					expect(numbersOf(answer)).toEqual(a.logsAt.filter((n) => n >= from && n <= to));
					expect(answer.lastBlock).toMatchObject({ number: to, hash: hashOf(to) });
				},
			),
			{ numRuns: 60 },
		);
	});
	test("are taken from the node that gives more at a time, and confirmed by the other", async () => {
		const error = () => ({ code: -32600, message: "eth_getLogs requests with up to a 10 block range" });
		const [narrow, wide] = [
			await node({ head: 5_000, rangeLimit: { blocks: 10, error } }),
			await node({ head: 5_000 }),
		];
		const chain = chainOf([narrow, wide]);
		expect((await chain.logs(filter(1, 4_900))).logs).toEqual([]);
		narrow.posts = 0;
		wide.posts = 0;
		expect((await chain.logs(filter(1, 4_900))).logs).toEqual([]);
		expect(wide.posts).toBeLessThan(10);
		expect(narrow.posts).toBeLessThan(60);
	});

	test("are not missing because one of two nodes has none, whichever is asked first", async () => {
		const [full, logless] = [await node({ logsAt }), await node({ logless: true })];
		const log = keptLog();
		for (const nodes of [
			[full, logless],
			[logless, full],
		])
			for (const logRange of [5, 500]) {
				const chain = chainOf(nodes, { log, logRange });
				expect(numbersOf(await chain.logs(filter(1, 99)))).toEqual(found);
			}
		expect(log.lines).toContainEqual({
			event: "rpc_disagreement",
			facts: { chainId: 31337, nodes: ["node 0", "node 1"], of: "logs" },
		});
	});
	test("are none only where two nodes have none: one of two that answers is not enough", async () => {
		const nodes = [await node({ logless: true }), await node({ logsAt, ...dead })];
		await expect(chainOf(nodes).logs(filter(1, 99))).rejects.toMatchObject(UNAVAILABLE);
		await expect(chainOf(nodes).logs(filter(42, 60))).rejects.toMatchObject(UNAVAILABLE);
	});
	test.each([0, 1, 2])("are found by two of three nodes when node %i has none", async (at) => {
		const nodes = [await node({ logsAt }), await node({ logsAt }), await node({ logsAt })];
		(nodes[at] as RpcServer).logless = true;
		expect(numbersOf(await chainOf(nodes).logs(filter(1, 99)))).toEqual(found);
	});
	test("that a node gives need only the hashes of a second one", async () => {
		const nodes = [await node({ logsAt }), await node({ logsAt })];
		await chainOf(nodes).logs(filter(1, 99));
		expect(nodes[1]?.asked.some(({ method }) => method === "eth_getLogs")).toBe(false);
		Object.assign(nodes[1] as RpcServer, forked(70));
		await expect(chainOf(nodes).logs(filter(1, 99))).rejects.toMatchObject(UNAVAILABLE);
		expect(numbersOf(await chainOf(nodes).logs(filter(1, 60)))).toEqual([3, 40, 41]);
	});
	test("are not read from a node that has not got that far, which answers an empty list", async () => {
		const late = await node({ head: 60, logsAt });
		await expect(chainOf([late]).logs(filter(1, 99))).rejects.toMatchObject(UNAVAILABLE);
		expect(
			numbersOf(await chainOf([late, await node({ logsAt }), await node({ logsAt })]).logs(filter(1, 99))),
		).toEqual(found);
	});
	test("are not believed when they were not asked for", async () => {
		const elsewhere = await node({ logsAt });
		const chain = chainOf([elsewhere]);
		await expect(
			chain.logs({ ...filter(1, 99), address: word(1).slice(0, 42) as `0x${string}` }),
		).rejects.toMatchObject(UNAVAILABLE);
		await expect(chain.logs({ ...filter(1, 99), topics: [word(2)] })).rejects.toMatchObject(UNAVAILABLE);
		await expect(chain.logs({ ...filter(1, 99), indexed: word(2) })).rejects.toMatchObject(UNAVAILABLE);
	});
	test("are read by posts of one call where batches are refused", async () => {
		const single = await node({
			logsAt,
			reply: (body) => (Array.isArray(body) ? { status: 400, text: "no batches" } : undefined),
		});
		expect(numbersOf(await chainOf([single], { logRange: 10 }).logs(filter(1, 99)))).toEqual(found);
	});
});

describe("a step through a range", () => {
	test("tells how far it came; the next goes on from there", async () => {
		const chain = chainOf([await node({ logsAt: [2, 35] })], { logRange: 10 });
		const first = await chain.logStep(filter(1, 90));
		expect(first).toMatchObject({ lastBlock: { number: 10 }, beforeHash: hashOf(0), logs: [{ blockNumber: 2 }] });
		const second = await chain.logStep(filter(11, 90));
		expect(second).toMatchObject({ lastBlock: { number: 30 }, beforeHash: hashOf(10), logs: [] });
	});
});
