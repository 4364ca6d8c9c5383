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
/** The same, or the one block of that hash: a node that has it not can't answer with another's state. */
export type StateAt = At | { blockHash: Hex };
export interface Call {
	from?: Address;
	to: Address;
	data: Hex;
	gas?: bigint;
	/** The code that accounts have for this call alone. */
	override?: Record<Address, Hex>;
	/** The wei that accounts have for this call alone. */
	balancesWei?: Record<Address, bigint>;
}
/** What a call returned; or that it reverted, with which bytes; or that the node could not run it. */
export type CallResult =
	| { ok: true; returned: Hex }
	| { ok: false; reverted: boolean; revertBytes: Hex; message: string; trouble?: NodeTrouble };
/** What a failure tells of the node: it was asked too often · it has not got that, as old state · it is out of order. */
export type NodeTrouble = "limited" | "missing" | "broken";
export interface Receipt extends Inclusion {
	logs: Log[];
}
/**
 * What the node said of the bytes: `taken` (new or known) · `nonce_too_low` (another one is mined there) ·
 * `underpriced` (a replacement must pay more) · `insufficient_funds` · `fee_too_low` · `not_now` (a nonce below is
 * missing, the pool is full) · `rejected` (for another reason) · `unanswered` (it may have arrived).
 */
export type Broadcast =
	| { ok: true }
	| {
			ok: false;
			why:
				| "nonce_too_low"
				| "underpriced"
				| "insufficient_funds"
				| "fee_too_low"
				| "not_now"
				| "rejected"
				| "unanswered";
			message: string;
	  };

/**
 * One chain. Every method throws the fault `rpc_unavailable` when no node answers, but for `broadcast`. With two nodes
 * or more, what finality rests on is what two of them say alike: `block("finalized")`, `hashAt`, and logs that are
 * missing; while they differ, it throws too.
 */
export interface Chain {
	readonly chainId: number;
	block(at: At): Promise<Block>;
	/** The canonical block's hash at a height; undefined: there is none yet. */
	hashAt(blockNumber: number): Promise<Hex | undefined>;
	market(): Promise<Market>;
	/** How many transactions of the account are mined at `at`. */
	nonce(account: Address, at: At): Promise<number>;
	/** At `latest` unless said otherwise. */
	balanceWei(account: Address, at?: StateAt): Promise<bigint>;
	/** What the chain asks, beside gas, for a transaction of so many bytes of data; 0 on most. */
	dataFeeWei(bytes: number): Promise<bigint>;
	/** Its bytes at `latest`; `0x`: none. An EIP-7702 account has a designator: see eip7702.ts. */
	code(account: Address): Promise<Hex>;
	/** The wei that a block's successful transactions brought an account themselves; what contracts sent on is not in it. */
	sentTo(account: Address, blockHash: Hex): Promise<bigint>;
	/** In the order of `calls`, all from one node in one batch. */
	calls(calls: readonly Call[], at: StateAt): Promise<CallResult[]>;
	/** At `pending`; undefined: the call would revert. */
	estimateGas(call: Call): Promise<bigint | undefined>;
	/** In the order of `hashes`; undefined: not included in any block that the node knows. */
	receipts(hashes: readonly Hex[]): Promise<(Receipt | undefined)[]>;
	/** The receipt that a transaction has in that very block, for people to look at; undefined: it is not there, or not known to be within seconds. */
	receiptIn(hash: Hex, blockHash: Hex): Promise<Receipt | undefined>;
	/**
	 * The receipts, and the account's nonce at `finalized`, from the same node in the same batch: only beside a used-up
	 * nonce does a missing receipt say that another transaction took it, and not that the node is behind.
	 */
	fate(account: Address, hashes: readonly Hex[]): Promise<{ receipts: (Receipt | undefined)[]; finalNonce: number }>;
	/** Logs of a whole range, however few blocks the nodes give at a time; oldest first. */
	logs(filter: LogFilter): Promise<LogAnswer>;
	/** Logs of as much of the range's beginning as one step reads: `lastBlock` tells how far. */
	logStep(filter: LogFilter): Promise<LogAnswer>;
	broadcast(signedBytes: Hex): Promise<Broadcast>;
}
/** Logs, and the hashes that they hang between, all from the same node in the same batch. */
export interface LogAnswer {
	logs: Log[];
	/** The hash of the block before the range; undefined: it begins with the chain. */
	beforeHash?: Hex;
	lastBlock: Block;
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
