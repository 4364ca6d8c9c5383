import { describe, expect, test } from "@jest/globals";
import { rangeRefusal } from "../../functions/adapters/chain/range-refusal.ts";
import { type RpcReply, toReply } from "../../functions/adapters/chain/rpc-reply.ts";
import { isRevert, troubleOf } from "../../functions/adapters/chain/rpc-trouble.ts";

const said = (code: number, message: string, data?: unknown): RpcReply => {
	const reply = toReply({ jsonrpc: "2.0", id: 1, error: { code, message, ...(data === undefined ? {} : { data }) } });
	if (!reply) throw new Error("not a reply");
	return reply;
};

describe("a reply", () => {
	test("is a result, also when that is null", () => {
		expect(toReply({ result: "0x1" })).toEqual({ ok: true, result: "0x1" });
		expect(toReply({ result: null })).toEqual({ ok: true, result: null });
		expect(toReply({ result: null, error: null })).toEqual({ ok: true, result: null });
	});
	test.each([[undefined], [null], [7], ["Unauthorized"], [{}], [{ message: "Forbidden" }]])("is not %j", (body) => {
		expect(toReply(body)).toBeUndefined();
	});
	test("carries what the contract reverted with, however the node wraps it", () => {
		expect(said(3, "execution reverted", "0x08c379a0")).toMatchObject({ revertBytes: "0x08c379a0" });
		expect(said(-32015, "VM execution error.", "Reverted 0x08c379a0")).toMatchObject({ revertBytes: "0x08c379a0" });
	});
	test("keeps what else stands beside an error as text, and not too much of it", () => {
		expect(said(-32005, "limit", { to: "0x2" })).toMatchObject({ detail: '{"to":"0x2"}' });
		expect(said(-32000, "x", "y".repeat(10_000))).toMatchObject({ detail: "y".repeat(500) });
		expect(toReply({ error: "no such project" })).toMatchObject({ ok: false, message: "no such project" });
	});
});

describe("an error", () => {
	test("`transaction indexing is in progress` is of a node that may yet find what another one has", () => {
		expect(troubleOf(said(-32000, "transaction indexing is in progress"))).toBe("missing");
	});
	test.each<[number, string, string | undefined]>([
		[3, "execution reverted: rate limit of the vault", undefined],
		[-32603, "execution reverted", undefined],
		[-32000, "execution reverted", undefined],
		[-32000, "out of gas", undefined],
		[-32000, "invalid opcode: INVALID", undefined],
		[-32000, "gas required exceeds allowance (30000000)", undefined],
		[-32000, "invalid jump destination", undefined],
		[-32015, "VM execution error.", undefined],
		[-32000, "VM Exception while processing transaction: revert", undefined],
	])("%i `%s` is the contract's: an answer", (code, message, trouble) => {
		expect(isRevert(said(code, message))).toBe(true);
		expect(troubleOf(said(code, message))).toBe(trouble);
	});
	test("-32603 with revert bytes is the contract's", () => {
		expect(troubleOf(said(-32603, "Internal JSON-RPC error.", "0x08c379a0"))).toBeUndefined();
	});
	test.each([
		[-32005, "daily request count exceeded, request rate limited"],
		[-32005, "project ID request rate exceeded"],
		[429, "Your app has exceeded its compute units per second capacity."],
		[-32007, "50/second request limit reached - reduce calls per second or upgrade your account"],
		[-32000, "Too Many Requests"],
		[-32097, "rate limit exceeded"],
	])("%i `%s` says that the node was asked too often", (code, message) => {
		expect(troubleOf(said(code, message))).toBe("limited");
	});
	test.each([
		[-32000, "header not found"],
		[-32000, "missing trie node 0b2f (path ) state 0x0b2f is not available"],
		[-32001, "resource not found"],
		[-32000, "unknown block"],
		[-32000, "header for hash not found"],
		[-32000, "hash is not currently canonical"],
		[-32602, "block range extends beyond current head block"],
		[-32000, "required historical state unavailable (reexec=128)"],
		[-32000, "historical state 0x12 is not available"],
		[-32000, "finalized block not found"],
		[-32601, "the method eth_maxPriorityFeePerGas does not exist/is not available"],
		[-32000, "node is still syncing"],
	])("%i `%s` says that this node does not have it", (code, message) => {
		expect(troubleOf(said(code, message))).toBe("missing");
	});
	test.each([
		[-32603, "Internal error"],
		[-32603, "something that nobody has heard of"],
		[-32000, "internal server error"],
		[-32000, "execution aborted (timeout = 5s)"],
		[-32000, "no available upstream"],
		[-32000, "Unauthorized: invalid API key"],
	])("%i `%s` says that the node is broken", (code, message) => {
		expect(troubleOf(said(code, message))).toBe("broken");
	});
	test.each([
		[-32000, "nonce too low"],
		[-32000, "insufficient funds for gas * price + value"],
		[-32602, "invalid argument 0: hex string has length 1"],
		[-32000, "replacement transaction underpriced"],
	])("%i `%s` is an answer", (code, message) => {
		expect(troubleOf(said(code, message))).toBeUndefined();
	});
});

describe("a node's refusal of a log range", () => {
	test.each<[string, number, string, object]>([
		[
			"Alchemy, free",
			-32600,
			"Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1180fca, 0x1180fd3]. Upgrade to PAYG for expanded block range.",
			{ limitBlocks: 10, worksTo: 0x1180fd3 },
		],
		[
			"Alchemy, by size",
			-32602,
			"Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x0, 0x79bcb3]",
			{ worksTo: 0x79bcb3 },
		],
		[
			"Alchemy, by time",
			-32000,
			"Query timeout exceeded. Consider reducing your block range. Based on your parameters and the response size limit, this block range should work: [0x5223c98, 0x5223e80]",
			{ worksTo: 0x5223e80 },
		],
		[
			"Infura, by results",
			-32005,
			"query returned more than 10000 results. Try with this block range [0xBDE5F8, 0x102DBCC].",
			{ worksTo: 0x102dbcc },
		],
		["Infura, by range", -32602, "range 1000000 exceeds limit of 10000", { limitBlocks: 10_000 }],
		["QuickNode, free", -32614, "eth_getLogs is limited to a 5 range", { limitBlocks: 5 }],
		["QuickNode", -32614, "eth_getLogs is limited to a 10,000 range", { limitBlocks: 10_000 }],
		[
			"QuickNode, older",
			-32602,
			"eth_getLogs and eth_newFilter are limited to a 10,000 blocks range",
			{ limitBlocks: 10_000 },
		],
		["BNB chain", -32000, "exceed maximum block range: 5000", { limitBlocks: 5_000 }],
		["reth", -32602, "query exceeds max block range 5000", { limitBlocks: 5_000 }],
		["erigon", -32005, "block range too large, max range: 1000", { limitBlocks: 1_000 }],
		["Frontier", -32603, "block range is too wide (maximum 1024)", { limitBlocks: 1_024 }],
		["proxyd", -32000, "requested too many blocks from 0 to 5000000, maximum is set to 1024", { limitBlocks: 1_024 }],
		["DRPC", 35, "ranges over 10000 blocks are not supported on freetier", { limitBlocks: 10_000 }],
		[
			"Morph",
			-32000,
			"block range is larger than max block range, block range = 5120, max block range = 5000",
			{ limitBlocks: 5_000 },
		],
		["Ankr", -32600, "block range is too wide", {}],
		["geth-based", -32005, "limit exceeded", {}],
		["geth-based, by results", -32005, "query returned more than 10000 results", {}],
		["by response", -32008, "Response size is larger than 150MB limit; response too large", {}],
		["by time", -32002, "request timed out", {}],
		["Candle", -32600, "block range too high", {}],
	])("is read as %s writes it", (_who, code, message, hint) => {
		expect(rangeRefusal(said(code, message))).toEqual(hint);
	});
	test("is read from beside the message", () => {
		const data = { from: "0xBDE5F8", limit: 10000, to: "0x102DBCC" };
		expect(rangeRefusal(said(-32005, "query returned more than 10000 results", data))).toEqual({ worksTo: 0x102dbcc });
	});
	test.each([
		[-32602, "block range extends beyond current head block"],
		[-32000, "header not found"],
		[-32005, "daily request count exceeded, request rate limited"],
		[429, "Your app has exceeded its compute units per second capacity."],
		[-32007, "50/second request limit reached - reduce calls per second"],
		[-32601, "the method eth_getLogs does not exist"],
		[-32603, "Internal error"],
	])("is not %i `%s`", (code, message) => {
		expect(rangeRefusal(said(code, message))).toBeUndefined();
	});
	test("is not an answer", () => {
		expect(rangeRefusal({ ok: true, result: [] })).toBeUndefined();
	});
});
