import type { Hex } from "../hex.ts";
import type { Payload, Transaction } from "../transaction.ts";

/** Why nothing is sent at the moment: gas above the cap, too many unmined transactions, too little ETH. */
export type Held = "gas_price" | "lane_full" | "lane_funds";
/** How a lane is; for people, and for the choice among lanes. */
export interface LaneStatus {
	/** What its claims wait for. */
	waitsFor?: Held;
	/**
	 * New claims go elsewhere: it can't pay; its key carries an EIP-7702 delegation, with which nodes take one transaction
	 * at a time; its key does not sign, or its managed sender takes nothing.
	 */
	setAside?: "funds" | "delegated" | "sender";
	sinceMs: number;
}

/** A lane's transactions, one row a nonce. Every read is consistent. */
export interface LaneStore {
	/** The rows that are not final, ascending. Rows become final in the order of their nonces. */
	open(lane: string): Promise<Transaction[]>;
	get(lane: string, nonce: number): Promise<Transaction | undefined>;
	/** The highest nonce that was ever stored. */
	highestNonce(lane: string): Promise<number | undefined>;
	/** Stores a new row; false: that nonce has one. */
	prepare(row: Transaction): Promise<boolean>;
	/** Compare-and-set: stores `row` if the stored version is the one before; false: another worker was first. */
	update(row: Transaction): Promise<boolean>;
	/** Stores what a row calls under the hash of its bytes; repeating it is harmless. */
	putPayload(lane: string, nonce: number, payload: Payload): Promise<Hex>;
	payload(lane: string, nonce: number, key: Hex): Promise<Payload>;
	/** undefined: nothing is the matter. */
	status(lane: string): Promise<LaneStatus | undefined>;
	setStatus(lane: string, status: LaneStatus | undefined): Promise<void>;
}
