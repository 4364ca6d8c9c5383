import type { AssetAmount, Claim, Payment, Route } from "../claim.ts";
import type { Log } from "../contract.ts";
import type { Address, Hex } from "../hex.ts";
import type { Inflow } from "../inflow.ts";
import type { Payload } from "../transaction.ts";
import type { Domain } from "../typed-data.ts";
import type { At, Block, Receipt } from "./chain.ts";

/** What a token says of itself. */
export interface TokenState {
	currentSnapshotId: bigint;
	pendingWei: bigint;
	nextSnapshotAtSec: number;
	lastSnapshotAtSec: number;
	minRevenueWei: bigint;
	totalSupply: bigint;
}
/** One snapshot with its revenue in ETH. */
export interface Snapshot {
	id: bigint;
	timepointSec: number;
	takenAtSec: number;
	expiresAtSec: number;
	claimableWei: bigint;
	claimedWei: bigint;
}
/** What one snapshot owes to one holder. */
export interface Due {
	snapshotId: bigint;
	amountWei: bigint;
	/** ERC-20s, without those of which nothing is due. */
	assets: AssetAmount[];
	expiresAtSec: number;
}

/** One token implementation's way to speak ERC-7641. */
export interface Dialect {
	state(at: At): Promise<TokenState>;
	/** Newest first. */
	snapshots(limit: number, before?: bigint): Promise<Snapshot[]>;
	/** The routes that the token understands. */
	readonly routes: readonly Route[];
	/** What the given snapshots (the latest ones when left out) owe to the holder; those that owe nothing are left out. */
	due(holder: Address, at: At, snapshotIds?: readonly bigint[]): Promise<Due[]>;
	/** The forwarder's next nonce for the holder. */
	forwarderNonce(holder: Address, at: At): Promise<bigint>;
	/** The nonce of the holder's next consent, and the domain that it is signed under. */
	consentNonce(holder: Address, at: At): Promise<bigint>;
	consentDomain(): Promise<Domain>;
	/** The pushes among a transaction's logs that pay the claim. */
	paymentsIn(claim: Claim, logs: readonly Log[]): Payment[];
	/** Revenue of as much of the range's beginning as one step reads: `lastBlock` tells how far. */
	inflows(fromBlock: number, toBlock: number): Promise<InflowAnswer>;
	/** Pushes that paid the claim, by whomever they were sent, from `fromBlock` on. */
	payments(claim: Claim, fromBlock: number, toBlock: number): Promise<{ payments: Payment[]; receipt?: PaidBy }>;
	snapshotCall(): Omit<Payload, "gasLimit">;
	/** The id that a snapshot transaction took; undefined: none. */
	snapshotTaken(receipt: Receipt): bigint | undefined;
}
export interface InflowAnswer {
	inflows: Inflow[];
	/** The hash of the block before the range; undefined: it begins with the chain. */
	beforeHash?: Hex;
	lastBlock: Block;
}
export interface PaidBy {
	transactionHash: Hex;
	blockNumber: number;
	blockHash: Hex;
}
