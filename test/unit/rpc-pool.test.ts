import { afterEach, describe, expect, test } from "@jest/globals";
import { type PoolOptions, rpcPool } from "../../functions/adapters/chain/rpc.ts";
import type { RpcCall } from "../../functions/adapters/chain/rpc-reply.ts";
import { word } from "../given/claim.ts";
import { keptLog } from "../given/http.ts";
import { type RpcServer, rpcServer } from "../given/rpc-server.ts";

const running: RpcServer[] = [];
afterEach(async () => {
	for (const node of running.splice(0)) await node.stop();
});
async function nodes(count: number, given: Partial<RpcServer> = {}): Promise<RpcServer[]> {
	const started = await Promise.all(Array.from({ length: count }, () => rpcServer(given)));
	running.push(...started);
	return started;
}
const poolOf = (all: readonly RpcServer[], given: Partial<PoolOptions> = {}) =>
	rpcPool({ chainId: 31337, urls: all.map(({ url }) => url), tryMs: 1_000, budgetMs: 3_000, ...given });
const call = (n = 1): RpcCall => ({ method: "eth_call", params: [{ data: word(n) }, "latest"] });
const calls = (count: number): RpcCall[] => Array.from({ length: count }, (_, n) => call(n));
const answers = (count: number) => calls(count).map((_, result) => ({ ok: true, result: word(result) }));
const askedOf = (node: RpcServer, method = "eth_call") => node.asked.filter((one) => one.method === method).length;
/** A clock that a test moves. */
function clock() {
	const at = { nowMs: 1_000_000 };
	return { at, nowMs: () => at.nowMs };
}

describe("a pool of nodes", () => {
	test("checks each node's chain once", async () => {
		const all = (await nodes(2)) as [RpcServer, RpcServer];
		const pool = poolOf(all);
		for (let n = 0; n < 3; n++) expect(await pool.batch([call(n)])).toEqual([{ ok: true, result: word(n) }]);
		expect(all.map((node) => askedOf(node, "eth_chainId"))).toEqual([1, 1]);
		expect(all.map((node) => askedOf(node))).toEqual([3, 0]);
	});
	test("never asks a node of another chain, nor sends it a transaction", async () => {
		const [stranger, node] = (await nodes(2)) as [RpcServer, RpcServer];
		stranger.chainId = 1;
		const pool = poolOf([stranger, node]);
		await pool.batch([call()]);
		const raw = { method: "eth_sendRawTransaction", params: ["0x02"] };
		expect(await pool.everywhere(raw)).toEqual([undefined, { ok: true, result: word(1) }]);
		expect([askedOf(stranger), askedOf(stranger, "eth_sendRawTransaction"), askedOf(node)]).toEqual([0, 0, 1]);
		await expect(poolOf([stranger]).batch([call()])).rejects.toMatchObject({
			code: "rpc_unavailable",
			facts: { nodes: expect.stringContaining("not a node of chain 31337") },
		});
	});
	test.each<[string, Partial<RpcServer>]>([
		["answers HTTP 500", { reply: () => ({ status: 500, text: "oops" }) }],
		["answers HTTP 429", { reply: () => ({ status: 429, text: "slow down" }) }],
		["answers HTTP 401 in JSON", { reply: () => ({ status: 401, text: '{"message":"no such key"}' }) }],
		["answers a page", { reply: () => ({ text: "<html>maintenance</html>" }) }],
		["answers half a JSON", { reply: () => ({ text: '{"jsonrpc":"2.0","id":0,"resu' }) }],
		["answers nothing at all", { hangs: true }],
		["is rate limited", { answer: () => ({ error: { code: -32005, message: "rate limit" } }) }],
		["lacks the state", { answer: lacks("missing trie node 0b2f (path ) state is not available") }],
		["lacks the block", { answer: lacks("header not found") }],
		["is broken inside", { answer: () => ({ error: { code: -32603, message: "Internal error" } }) }],
	])("goes on to the next node when one %s", async (_what, fault) => {
		const [bad] = (await nodes(1, fault)) as [RpcServer];
		const [good] = (await nodes(1)) as [RpcServer];
		expect(await poolOf([bad, good]).batch([call(7)])).toEqual([{ ok: true, result: word(7) }]);
	});
	test("goes on to the next node when one has ended", async () => {
		const [gone, node] = (await nodes(2)) as [RpcServer, RpcServer];
		await gone.stop();
		expect(await poolOf([gone, node]).batch([call(7)])).toEqual([{ ok: true, result: word(7) }]);
		running.shift();
	});
	test("takes a revert for an answer, whatever its words", async () => {
		const error = { code: -32603, message: "execution reverted: rate limit exceeded", data: "0x08c379a0" };
		const [first, second] = (await nodes(2)) as [RpcServer, RpcServer];
		first.answer = ({ method }) => (method === "eth_call" ? { error } : undefined);
		expect(await poolOf([first, second]).batch([call()])).toMatchObject([{ ok: false, revertBytes: "0x08c379a0" }]);
		expect(askedOf(second)).toBe(0);
	});
	test("takes a batch whole from one node, and what no node can answer as that one call's error", async () => {
		const [first, second] = (await nodes(2)) as [RpcServer, RpcServer];
		const odd =
			(data: string): NonNullable<RpcServer["answer"]> =>
			(one) =>
				one.params[0]?.data === data ? { error: { code: -32603, message: "Internal error" } } : undefined;
		first.answer = odd(word(1));
		expect(await poolOf([first, second]).batch(calls(3))).toEqual(answers(3));
		expect(askedOf(second)).toBe(3);
		second.answer = odd(word(2));
		const replies = await poolOf([first, second]).batch(calls(3));
		expect(replies.filter(({ ok }) => ok)).toHaveLength(2);
	});
	test("has an end: all nodes hang, and the call fails within its budget", async () => {
		const all = await nodes(3, { hangs: true });
		const startedMs = Date.now();
		await expect(poolOf(all).batch([call()])).rejects.toMatchObject({ code: "rpc_unavailable" });
		expect(Date.now() - startedMs).toBeLessThan(4_500);
	});
	test("asks the next node when a slow one needs too long for its chain's check and the call together", async () => {
		const [slow, node] = (await nodes(2)) as [RpcServer, RpcServer];
		slow.delayMs = 900;
		const startedMs = Date.now();
		expect(await poolOf([slow, node]).batch([call(3)])).toEqual([{ ok: true, result: word(3) }]);
		expect(Date.now() - startedMs).toBeLessThan(2_500);
		expect(askedOf(node)).toBe(1);
	});
	test("survives that a kept connection was closed meanwhile", async () => {
		const [node] = (await nodes(1)) as [RpcServer];
		const pool = poolOf([node]);
		await pool.batch([call()]);
		const { url } = node;
		await node.stop();
		running.shift();
		running.push(await rpcServer({}, Number(new URL(url).port)));
		expect(await pool.batch([call(5)])).toEqual([{ ok: true, result: word(5) }]);
	});
});

describe("a node that fails again and again", () => {
	test("is left alone while its breaker is open, probed when it has cooled down, and comes back first", async () => {
		const [first, second] = (await nodes(2)) as [RpcServer, RpcServer];
		const { at, nowMs } = clock();
		const log = keptLog();
		const pool = poolOf([first, second], { nowMs, log });
		first.reply = () => ({ status: 503, text: "" });
		for (let n = 0; n < 5; n++) {
			at.nowMs += 15_000; // each a survey and a call
			await pool.batch([call()]);
			await settled();
		}
		expect(log.lines).toContainEqual({
			event: "rpc_node_out",
			facts: { chainId: 31337, node: "node 0", why: "failing" },
		});
		const before = first.posts;
		for (let n = 0; n < 10; n++) await pool.batch([call()]);
		await settled();
		expect(first.posts - before).toBeLessThanOrEqual(1);

		delete first.reply;
		at.nowMs += 300_000;
		await pool.batch([call()]);
		await settled();
		const calledBefore = askedOf(first);
		await pool.batch([call()]);
		expect(askedOf(first)).toBe(calledBefore + 1);
		expect(log.lines.at(-1)).toMatchObject({ event: "rpc_node_back", facts: { node: "node 0" } });
	});
	test("is still asked when there is no other", async () => {
		const [node] = (await nodes(1)) as [RpcServer];
		const pool = poolOf([node], { nowMs: clock().nowMs });
		node.reply = () => ({ status: 503, text: "" });
		for (let n = 0; n < 5; n++) await expect(pool.batch([call()])).rejects.toMatchObject({ code: "rpc_unavailable" });
		delete node.reply;
		expect(await pool.batch([call(2)])).toEqual([{ ok: true, result: word(2) }]);
	});
	test("is not blamed for a call that another node can't answer either", async () => {
		const all = await nodes(2, { answer: lacks("header not found") });
		const pool = poolOf(all);
		for (let n = 0; n < 6; n++) await pool.batch([call()]);
		expect(all.map((node) => askedOf(node))).toEqual([6, 6]);
	});
});

describe("a node that lags", () => {
	test("is left out until it has caught up", async () => {
		const [late, node] = (await nodes(2)) as [RpcServer, RpcServer];
		const { at, nowMs } = clock();
		const log = keptLog();
		late.head = 89;
		const pool = poolOf([late, node], { nowMs, log });
		await pool.batch([call()]);
		expect([askedOf(late), askedOf(node)]).toEqual([0, 1]);
		expect(log.lines).toEqual([{ event: "rpc_node_out", facts: { chainId: 31337, node: "node 0", why: "lagging" } }]);
		late.head = 90;
		at.nowMs += 15_000;
		await pool.batch([call()]);
		await settled();
		await pool.batch([call()]);
		expect(askedOf(late)).toBe(1);
	});
	test("is better than none once the others are gone", async () => {
		const [late, node] = (await nodes(2)) as [RpcServer, RpcServer];
		late.head = 50;
		const pool = poolOf([late, node]);
		await pool.batch([call()]);
		node.reply = () => ({ status: 503, text: "" });
		for (let n = 0; n < 3; n++) await pool.batch([call()]).catch(() => undefined);
		expect(await pool.batch([call(4)])).toEqual([{ ok: true, result: word(4) }]);
	});
	test("is waited for at first no longer than half a second after the quickest", async () => {
		const [node, late] = (await nodes(2)) as [RpcServer, RpcServer];
		late.hangs = true;
		const startedMs = Date.now();
		await poolOf([node, late], { tryMs: 3_000, budgetMs: 9_000 }).batch([call()]);
		expect(Date.now() - startedMs).toBeLessThan(1_500);
	});
});

describe("a broadcast", () => {
	const raw = { method: "eth_sendRawTransaction", params: ["0x02"] };
	test("goes to every node, also to those that lag or failed", async () => {
		const [late, failed, node] = (await nodes(3)) as [RpcServer, RpcServer, RpcServer];
		late.head = 5;
		const pool = poolOf([late, failed, node]);
		failed.reply = () => ({ status: 503, text: "" });
		for (let n = 0; n < 6; n++) await pool.batch([call()]);
		delete failed.reply;
		expect(await pool.everywhere(raw)).toEqual(Array(3).fill({ ok: true, result: word(1) }));
	});
	test("waits for no node that hangs once another has taken it", async () => {
		const [node, stuck] = (await nodes(2)) as [RpcServer, RpcServer];
		stuck.hangs = true;
		const startedMs = Date.now();
		expect(await poolOf([node, stuck]).everywhere(raw)).toEqual([{ ok: true, result: word(1) }, undefined]);
		expect(Date.now() - startedMs).toBeLessThan(2_000);
	});
});

describe("a batch that is too large for a node", () => {
	const refusals: [string, number, (body: { id: number | null }[]) => { status?: number; text: string }][] = [
		["by an error and a number", 10, () => error(-32600, "batch limit 10 exceeded")],
		["by an error without a number", 20, () => error(-32600, "batch too large")],
		["by HTTP 413", 30, () => ({ status: 413, text: "Request Entity Too Large" })],
		["by HTTP 400", 1, () => ({ status: 400, text: "expected an object" })],
		["altogether", 1, () => error(-32600, "Batch requests are not supported")],
		["by an error for its first call, as geth does", 25, ([first]) => firstOnly(first?.id ?? null)],
		["by leaving calls out", 40, () => ({ text: "[]" })],
		["in an error without words of batches", 7, () => error(-32600, "Invalid Request")],
	];
	test.each(refusals)("is split when it is refused %s, and that is remembered", async (_how, most, refuse) => {
		const [node] = (await nodes(1)) as [RpcServer];
		node.reply = (body) => (Array.isArray(body) && (body.length > most || most === 1) ? refuse(body) : undefined);
		const pool = poolOf([node], { budgetMs: 5_000 });
		expect(await pool.batch(calls(130))).toEqual(answers(130));
		let refused = 0;
		const { reply } = node;
		node.reply = (body) => {
			const other = reply(body);
			if (other) refused++;
			return other;
		};
		expect(await pool.batch(calls(130))).toEqual(answers(130));
		expect(refused).toBe(0);
	});
	test("is split at 100 calls anyway", async () => {
		const [node] = (await nodes(1)) as [RpcServer];
		const sizes: number[] = [];
		node.reply = (body) => void sizes.push(Array.isArray(body) ? body.length : 1);
		expect(await poolOf([node]).batch(calls(250))).toEqual(answers(250));
		expect(sizes.slice(1)).toEqual([100, 100, 50]);
	});
	test("is not taken for a rate limit, nor the other way round", async () => {
		const [node, other] = (await nodes(2)) as [RpcServer, RpcServer];
		const pool = poolOf([node, other]);
		await pool.batch(calls(1));
		node.reply = () => ({
			status: 429,
			text: '{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"too many requests"}}',
		});
		expect(await pool.batch(calls(20))).toEqual(answers(20));
		expect(askedOf(other)).toBe(20);
		delete node.reply;
		const sizes: number[] = [];
		node.reply = (body) => void sizes.push(Array.isArray(body) ? body.length : 1);
		await poolOf([node]).batch(calls(20));
		expect(Math.max(...sizes)).toBe(20);
	});
});

function lacks(message: string): NonNullable<RpcServer["answer"]> {
	return ({ method }) => (method === "eth_call" ? { error: { code: -32000, message } } : undefined);
}
const error = (code: number, message: string) => ({
	text: JSON.stringify({ jsonrpc: "2.0", id: null, error: { code, message } }),
});
const firstOnly = (id: number | null) => ({
	text: JSON.stringify([{ jsonrpc: "2.0", id, error: { code: -32600, message: "batch too large" } }]),
});
/** What was started beside a call has had time to end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
