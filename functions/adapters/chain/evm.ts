import { Fault } from "../../core/fault.ts";
import type { Address, Hex } from "../../core/hex.ts";
import type { At, Block, Call, CallResult, Chain, StateAt } from "../../core/ports/chain.ts";
import type { Log } from "../../core/ports/ports.ts";
import { blocksOf } from "./blocks.ts";
import { readBroadcast } from "./broadcast.ts";
import { coalesce } from "./coalesce.ts";
import { dataFee, type FeeModel } from "./data-fee.ts";
import { keptReceipts } from "./kept-receipts.ts";
import { poolLogs } from "./logs.ts";
import { quantity, type RawBlock, type RawTransaction, toBlock, toReceipt } from "./raw.ts";
import { rpcPool } from "./rpc.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";
import { isRevert, troubleOf } from "./rpc-trouble.ts";

export interface EvmOptions {
	chainId: number;
	rpcUrls: readonly string[];
	/** The node's tag, or a number of confirmations. */
	finality: "finalized" | number;
	feeModel?: FeeModel;
	/** Blocks that one eth_getLogs spans at first; then what each node gives. */
	logRange?: number;
	/** A node this many blocks behind the best is left out. */
	lagBlocks?: number;
	/** Hears of nodes that fail, lag or disagree. */
	log?: Log;
}

/** An EVM chain over JSON-RPC. */
export function evmChain(options: EvmOptions): Chain {
	const { chainId, rpcUrls, finality, feeModel = "gas", logRange = 2_000, lagBlocks, log } = options;
	const pool = rpcPool({ chainId, urls: rpcUrls, lagBlocks, log });
	const batch = coalesce(pool);
	const { finalized, hashAt } = blocksOf(pool, finality);
	const logs = poolLogs(pool, logRange);
	const unwrap = (reply: RpcReply | undefined): unknown => {
		if (reply?.ok) return reply.result;
		throw new Fault("rpc_unavailable", undefined, { chainId, node: reply?.message ?? "no answer" });
	};
	const one = async (method: string, ...params: unknown[]): Promise<unknown> =>
		unwrap((await batch([{ method, params }]))[0]);

	const block = async (at: At): Promise<Block> => {
		if (at === "finalized") return finalized();
		const tag = typeof at === "number" ? quantity(at) : at;
		const raw = (await one("eth_getBlockByNumber", tag, false)) as RawBlock | null;
		if (!raw) throw new Fault("rpc_unavailable", undefined, { chainId, block: String(at) });
		return toBlock(raw);
	};
	/** A tag that the node understands; `finalized` becomes a height when it is more than one node's word. */
	const tagOf = async (at: At): Promise<string> => {
		if (typeof at === "number") return quantity(at);
		if (at !== "finalized" || (finality === "finalized" && pool.size === 1)) return at;
		return quantity((await finalized()).number);
	};
	/** EIP-1898: only a node that has the block answers. */
	const stateOf = async (at: StateAt): Promise<unknown> =>
		typeof at === "object" ? { ...at, requireCanonical: true } : tagOf(at);

	const receiptCalls = (hashes: readonly Hex[]): RpcCall[] =>
		hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] }));

	return {
		chainId,
		block,
		hashAt,
		market: async () => {
			const [head, tip] = await batch([
				{ method: "eth_getBlockByNumber", params: ["latest", false] },
				{ method: "eth_maxPriorityFeePerGas", params: [] },
			]);
			const { baseFeePerGas } = unwrap(head) as RawBlock;
			return { baseFeeWei: BigInt(baseFeePerGas ?? 0), tipWei: BigInt(unwrap(tip) as Hex) };
		},
		nonce: async (account, at) => Number(await one("eth_getTransactionCount", account, await tagOf(at))),
		dataFeeWei: (bytes) =>
			dataFee(feeModel, bytes, async (call) => (await one("eth_call", toRpc(call), "latest")) as Hex),
		balanceWei: async (account, at = "latest") =>
			BigInt((await one("eth_getBalance", account, await stateOf(at))) as Hex),
		sentTo: async (account, blockHash) => {
			const whole = (await one("eth_getBlockByHash", blockHash, true)) as { transactions: RawTransaction[] } | null;
			if (!whole) throw new Fault("rpc_unavailable", undefined, { chainId, block: blockHash });
			const sent = whole.transactions.filter(
				({ to, value }) => to?.toLowerCase() === account.toLowerCase() && BigInt(value) > 0n,
			);
			const replies = await batch(receiptCalls(sent.map(({ hash }) => hash)));
			const receipts = replies.map((reply) => toReceipt(unwrap(reply)));
			if (receipts.some((receipt) => receipt?.blockHash !== blockHash))
				throw new Fault("rpc_unavailable", undefined, { chainId, block: blockHash });
			return sent.reduce((sum, { value }, at) => (receipts[at]?.ok ? sum + BigInt(value) : sum), 0n);
		},
		code: async (account) => (await one("eth_getCode", account, "latest")) as Hex,
		calls: async (calls, at) => {
			const tag = await stateOf(at);
			// What runs long, as trials do, goes by itself: its time-out must not be the others'.
			const ask = calls.some(({ gas, override }) => gas !== undefined || override) ? pool.batch : batch;
			const replies = await ask(calls.map((call) => ({ method: "eth_call", params: callParams(call, tag) })));
			return replies.map(toCallResult);
		},
		estimateGas: async (call) => {
			const [reply] = await pool.batch([{ method: "eth_estimateGas", params: callParams(call, "pending") }]);
			const estimated = reply ? toCallResult(reply) : undefined;
			if (estimated?.ok) return BigInt(estimated.returned);
			if (estimated?.reverted) return undefined;
			throw new Fault("rpc_unavailable", undefined, { chainId, node: estimated?.message ?? "no answer" });
		},
		receipts: async (hashes) => {
			if (hashes.length === 0) return [];
			const replies = await batch(receiptCalls(hashes));
			return replies.map((reply) => toReceipt(unwrap(reply)));
		},
		receiptIn: keptReceipts(async (hash) => toReceipt(await one("eth_getTransactionReceipt", hash))),
		fate: async (account, hashes) => {
			const count = { method: "eth_getTransactionCount", params: [account, await tagOf("finalized")] };
			const [nonce, ...replies] = await batch([count, ...receiptCalls(hashes)]);
			return { receipts: replies.map((reply) => toReceipt(unwrap(reply))), finalNonce: Number(unwrap(nonce)) };
		},
		logs: async (filter) =>
			filter.fromBlock > filter.toBlock ? { logs: [], lastBlock: await block(filter.toBlock) } : logs.whole(filter),
		logStep: logs.step,
		broadcast: async (signedBytes) =>
			readBroadcast(await pool.everywhere({ method: "eth_sendRawTransaction", params: [signedBytes] })),
	};
}

const callParams = (call: Call, tag: unknown): unknown[] => {
	const { override = {}, balancesWei = {} } = call;
	const accounts = new Set([...Object.keys(override), ...Object.keys(balancesWei)] as Address[]);
	const overridden = [...accounts].map((account) => {
		const [code, balance] = [override[account], balancesWei[account]];
		return [account, { ...(code ? { code } : {}), ...(balance === undefined ? {} : { balance: quantity(balance) }) }];
	});
	return [toRpc(call), tag, ...(overridden.length > 0 ? [Object.fromEntries(overridden)] : [])];
};
const toRpc = ({ from, to, data, gas }: Call) => ({
	to,
	data,
	...(from ? { from } : {}),
	...(gas === undefined ? {} : { gas: quantity(gas) }),
});

function toCallResult(reply: RpcReply): CallResult {
	if (reply.ok) return { ok: true, returned: reply.result as Hex };
	const { revertBytes, message } = reply;
	const trouble = troubleOf(reply);
	const failed = { ok: false, reverted: isRevert(reply), revertBytes: (revertBytes ?? "0x") as Hex, message } as const;
	return { ...failed, ...(trouble ? { trouble } : {}) };
}
