import type { Log } from "../../core/contract.ts";
import { type Address, type Hex, toAddress } from "../../core/hex.ts";
import type { Block, Receipt } from "../../core/ports/chain.ts";

export interface RawBlock {
	number: Hex;
	hash: Hex;
	timestamp: Hex;
	baseFeePerGas?: Hex;
}
export interface RawTransaction {
	hash: Hex;
	to: Hex | null;
	value: Hex;
}
export interface RawLog {
	address: Hex;
	topics: Hex[];
	data: Hex;
	blockNumber: Hex;
	blockHash: Hex;
	transactionHash: Hex;
	logIndex: Hex;
}

/** A number as JSON-RPC writes it. */
export const quantity = (amount: number | bigint): Hex => `0x${amount.toString(16)}`;

export const toBlock = (raw: RawBlock): Block => ({
	number: Number(raw.number),
	hash: raw.hash,
	timestampSec: Number(raw.timestamp),
});

/** `address`: the log's own, where it is known: a checksum costs more than all else here. */
export const toLog = (raw: RawLog, address: Address = toAddress(raw.address)): Log => ({
	address,
	topics: raw.topics,
	data: raw.data,
	blockNumber: Number(raw.blockNumber),
	blockHash: raw.blockHash,
	transactionHash: raw.transactionHash,
	logIndex: Number(raw.logIndex),
});

/** undefined: the node knows no such transaction in a block. */
export function toReceipt(raw: unknown): Receipt | undefined {
	if (!raw) return undefined;
	const receipt = raw as Record<"transactionHash" | "blockNumber" | "blockHash" | "status" | "gasUsed", Hex> & {
		effectiveGasPrice?: Hex;
		/** On OP-stack chains. */
		l1Fee?: Hex | null;
		logs: RawLog[];
	};
	return {
		hash: receipt.transactionHash,
		blockNumber: Number(receipt.blockNumber),
		blockHash: receipt.blockHash,
		ok: receipt.status === "0x1",
		gasUsed: BigInt(receipt.gasUsed),
		gasPriceWei: BigInt(receipt.effectiveGasPrice ?? 0),
		...(receipt.l1Fee ? { dataFeeWei: BigInt(receipt.l1Fee) } : {}),
		logs: receipt.logs.map((log) => toLog(log)),
	};
}
