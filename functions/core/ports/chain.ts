import type { Log } from "../contract.ts";
import type { Market } from "../fee.ts";
import type { Address, Hex } from "../hex.ts";
import type { Inclusion } from "../transaction.ts";

export interface Block {
	number: number;
	hash: Hex;
	timestampSec: number;
}
/** `latest`, `pending`, a height, or `finalized` as the stage file defines it for the chain. */
export type At = "latest" | "pending" | "finalized" | number;
export interface Call {
	from?: Address;
	to: Address;
	data: Hex;
	gas?: bigint;
	/** The code that accounts have for this call alone. */
	override?: Record<Address, Hex>;
	/** The wei that accounts have for this call alone. */
	balances?: Record<Address, bigint>;
}
/** What a call returned; or that it reverted, with which bytes; or that the node could not run it. */
export type CallResult =
	| { ok: true; returned: Hex }
	| { ok: false; reverted: boolean; revertBytes: Hex; message: string };
export interface Receipt extends Inclusion {
	logs: Log[];
}
/**
 * What the node said of the bytes: `taken` (new or known) · `nonce_too_low` (another one is mined there) ·
 * `underpriced` (a replacement must pay more) · `insufficient_funds` · `fee_too_low` · `rejected` (for another
 * reason) · `unanswered` (it may have arrived).
 */
export type Broadcast =
	| { ok: true }
	| {
			ok: false;
			why: "nonce_too_low" | "underpriced" | "insufficient_funds" | "fee_too_low" | "rejected" | "unanswered";
			message: string;
	  };

/** One chain. Every method throws the fault `rpc_unavailable` when no node answers, but for `broadcast`. */
export interface Chain {
	readonly chainId: number;
	block(at: At): Promise<Block>;
	/** The canonical block's hash at a height; undefined: there is none yet. */
	hashAt(blockNumber: number): Promise<Hex | undefined>;
	market(): Promise<Market>;
	/** How many transactions of the account are mined at `at`. */
	nonce(account: Address, at: At): Promise<number>;
	balanceWei(account: Address): Promise<bigint>;
	/** What the chain asks, beside gas, for a transaction of so many bytes of data; 0 on most. */
	dataFeeWei(bytes: number): Promise<bigint>;
	/** Its bytes at `latest`; `0x`: none. An EIP-7702 account has a designator: see eip7702.ts. */
	code(account: Address): Promise<Hex>;
	/** In the order of `calls`, all from one node in one batch. */
	calls(calls: readonly Call[], at: At): Promise<CallResult[]>;
	/** At `pending`; undefined: the call would revert. */
	estimateGas(call: Call): Promise<bigint | undefined>;
	/** In the order of `hashes`; undefined: not included in any block that the node knows. */
	receipts(hashes: readonly Hex[]): Promise<(Receipt | undefined)[]>;
	/** Logs of a range and the hash of its last block, from the same node in the same batch. */
	logs(filter: LogFilter): Promise<{ logs: Log[]; lastBlock: Block }>;
	broadcast(signedBytes: Hex): Promise<Broadcast>;
}
export interface LogFilter {
	address: Address;
	/** Alternatives for the first topic. */
	topics: readonly Hex[];
	/** The second topic, if it matters. */
	indexed?: Hex;
	fromBlock: number;
	toBlock: number;
}
