import type { Log } from "../../core/contract.ts";
import { Fault } from "../../core/fault.ts";
import { type Address, type Hex, toAddress } from "../../core/hex.ts";
import type { At, Block, Call, CallResult, Chain, Receipt } from "../../core/ports/chain.ts";
import { readBroadcast } from "./broadcast.ts";
import { dataFee, type FeeModel } from "./data-fee.ts";
import { type RpcCall, type RpcReply, rpcPool } from "./rpc.ts";

interface RawBlock {
	number: Hex;
	hash: Hex;
	timestamp: Hex;
	baseFeePerGas?: Hex;
}
interface RawLog {
	address: Hex;
	topics: Hex[];
	data: Hex;
	blockNumber: Hex;
	blockHash: Hex;
	transactionHash: Hex;
	logIndex: Hex;
}

const quantity = (amount: number | bigint): Hex => `0x${amount.toString(16)}`;
const toBlock = (raw: RawBlock): Block => ({
	number: Number(raw.number),
	hash: raw.hash,
	timestampSec: Number(raw.timestamp),
});
const toLog = (raw: RawLog): Log => ({
	address: toAddress(raw.address),
	topics: raw.topics,
	data: raw.data,
	blockNumber: Number(raw.blockNumber),
	blockHash: raw.blockHash,
	transactionHash: raw.transactionHash,
	logIndex: Number(raw.logIndex),
});

export interface EvmOptions {
	chainId: number;
	rpcUrls: readonly string[];
	/** The node's tag, or a number of confirmations. */
	finality: "finalized" | number;
	feeModel?: FeeModel;
}

/** An EVM chain over JSON-RPC. */
export function evmChain({ chainId, rpcUrls, finality, feeModel = "gas" }: EvmOptions): Chain {
	const pool = rpcPool(rpcUrls, chainId);
	const unwrap = (reply: RpcReply | undefined): unknown => {
		if (reply?.ok) return reply.result;
		throw new Fault("rpc_unavailable", undefined, { chainId, node: reply?.message ?? "no answer" });
	};
	const one = async (method: string, ...params: unknown[]): Promise<unknown> =>
		unwrap((await pool.batch([{ method, params }]))[0]);

	const block = async (at: At): Promise<Block> => {
		if (at === "finalized" && typeof finality === "number") {
			const head = await block("latest");
			return block(Math.max(0, head.number - finality));
		}
		const tag = typeof at === "number" ? quantity(at) : at;
		const raw = (await one("eth_getBlockByNumber", tag, false)) as RawBlock | null;
		if (!raw) throw new Fault("rpc_unavailable", undefined, { chainId, block: String(at) });
		return toBlock(raw);
	};
	/** A tag that the node understands; `finalized` by confirmations becomes a height. */
	const tagOf = async (at: At): Promise<string> => {
		if (typeof at === "number") return quantity(at);
		return at === "finalized" && typeof finality === "number" ? quantity((await block(at)).number) : at;
	};

	return {
		chainId,
		block,
		hashAt: async (blockNumber) =>
			((await one("eth_getBlockByNumber", quantity(blockNumber), false)) as RawBlock | null)?.hash,
		market: async () => {
			const [head, tip] = await pool.batch([
				{ method: "eth_getBlockByNumber", params: ["latest", false] },
				{ method: "eth_maxPriorityFeePerGas", params: [] },
			]);
			const { baseFeePerGas } = unwrap(head) as RawBlock;
			return { baseFeeWei: BigInt(baseFeePerGas ?? 0), tipWei: BigInt(unwrap(tip) as Hex) };
		},
		nonce: async (account, at) => Number(await one("eth_getTransactionCount", account, await tagOf(at))),
		dataFeeWei: (bytes) =>
			dataFee(feeModel, bytes, async (call) => (await one("eth_call", toRpc(call), "latest")) as Hex),
		balanceWei: async (account) => BigInt((await one("eth_getBalance", account, "latest")) as Hex),
		code: async (account) => (await one("eth_getCode", account, "latest")) as Hex,
		calls: async (calls, at) => {
			const tag = await tagOf(at);
			const replies = await pool.batch(calls.map((call) => ({ method: "eth_call", params: callParams(call, tag) })));
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
			const replies = await pool.batch(hashes.map((hash) => ({ method: "eth_getTransactionReceipt", params: [hash] })));
			return replies.map((reply) => toReceipt(unwrap(reply)));
		},
		logs: async ({ address, topics, indexed, fromBlock, toBlock: last }) => {
			const range = {
				address,
				topics: indexed ? [topics, indexed] : [topics],
				fromBlock: quantity(fromBlock),
				toBlock: quantity(last),
			};
			const calls: RpcCall[] = [
				{ method: "eth_getLogs", params: [range] },
				{ method: "eth_getBlockByNumber", params: [quantity(last), false] },
			];
			const [logs, raw] = (await pool.batch(calls)).map(unwrap);
			// A node that is behind answers an empty list, and has no such block.
			if (!raw) throw new Fault("rpc_unavailable", undefined, { chainId, block: last });
			return { logs: (logs as RawLog[]).map(toLog), lastBlock: toBlock(raw as RawBlock) };
		},
		broadcast: async (signedBytes) =>
			readBroadcast(await pool.everywhere({ method: "eth_sendRawTransaction", params: [signedBytes] })),
	};
}

const callParams = (call: Call, tag: string): unknown[] => {
	const { override = {}, balances = {} } = call;
	const accounts = new Set([...Object.keys(override), ...Object.keys(balances)] as Address[]);
	const overridden = [...accounts].map((account) => {
		const [code, balance] = [override[account], balances[account]];
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

/** How nodes say that the contract, and not they, failed. */
const halted = /revert|out ?of ?gas|invalid opcode|EVM error|VM execution error/i;

function toCallResult(reply: RpcReply): CallResult {
	if (reply.ok) return { ok: true, returned: reply.result as Hex };
	const { revertBytes, message } = reply;
	const reverted = revertBytes !== undefined || halted.test(message);
	return { ok: false, reverted, revertBytes: (revertBytes ?? "0x") as Hex, message };
}

function toReceipt(raw: unknown): Receipt | undefined {
	if (!raw) return undefined;
	const receipt = raw as Record<"transactionHash" | "blockNumber" | "blockHash" | "status" | "gasUsed", Hex> & {
		effectiveGasPrice?: Hex;
		logs: RawLog[];
	};
	return {
		hash: receipt.transactionHash,
		blockNumber: Number(receipt.blockNumber),
		blockHash: receipt.blockHash,
		ok: receipt.status === "0x1",
		gasUsed: BigInt(receipt.gasUsed),
		gasPriceWei: BigInt(receipt.effectiveGasPrice ?? 0),
		logs: receipt.logs.map(toLog),
	};
}
