import type { Books } from "../books.ts";
import type { AssetAmount, Claim, Payment, Route } from "../claim.ts";
import type { Log } from "../contract.ts";
import type { DialectName } from "../dialect-name.ts";
import type { Address, Hex } from "../hex.ts";
import type { HistoryEvent } from "../history.ts";
import type { Inflow, TokenReading } from "../inflow.ts";
import type { Payload } from "../transaction.ts";
import type { Domain } from "../typed-data.ts";
import type { At, Block, Receipt } from "./chain.ts";

/** An ERC-20's revenue that is in no snapshot yet, and from how much on the token takes one for it alone. */
export interface PendingAsset extends AssetAmount {
	minimum: bigint;
}
/** What a token says of itself. */
export interface TokenState {
	currentSnapshotId: bigint;
	/** Revenue that is in no snapshot yet; where burners were paid from it, the least that it is. */
	pendingWei: bigint;
	/** The same of the ERC-20s that it lists, without those of which nothing is pending. */
	pendingAssets: PendingAsset[];
	/** From when on the token takes a snapshot; an estimate where it counts blocks. */
	nextSnapshotAtSec: number;
	/** The first block that may hold the next snapshot, where the token counts blocks. */
	nextSnapshotBlock?: number;
	/** 0: there was none yet. Where it was longer ago than was looked, how far was looked. */
	lastSnapshotAtSec: number;
	/** From how much ETH on the token takes a snapshot for it alone. */
	minRevenueWei: bigint;
	totalSupply: bigint;
}
/** When something can't be claimed any more. */
export interface Expiry {
	/** 0: at no time. */
	expiresAtSec: number;
	/** The snapshot whose taking ends it, where a token counts snapshots. */
	expiresWithSnapshot?: bigint;
}
/** One snapshot with its revenue in ETH and in ERC-20s, as far as the token tells. */
export interface Snapshot extends Expiry {
	id: bigint;
	timepointSec: number;
	/** 0: longer ago than was looked. */
	takenAtSec: number;
	claimableWei?: bigint;
	claimedWei?: bigint;
	/** Without those that it has nothing of. */
	assets?: { asset: Address; claimable: bigint; claimed: bigint }[];
}
/** What one snapshot owes to one holder. */
export interface Due extends Expiry {
	snapshotId: bigint;
	amountWei: bigint;
	/** ERC-20s, without those of which nothing is due. */
	assets: AssetAmount[];
}

/** One token implementation's way to speak ERC-7641. */
export interface Dialect {
	/** Absent while it is not known how the token speaks. */
	readonly name?: DialectName;
	state(at: At): Promise<TokenState>;
	/** Newest first. They end in the order in which they were taken. */
	snapshots(limit: number, before?: bigint): Promise<Snapshot[]>;
	/** The routes that the token understands. */
	readonly routes: readonly Route[];
	/**
	 * What the given snapshots owe to the holder; those that owe nothing are left out. When none are given: the latest ones,
	 * oldest first, and where they end by time, all that have not, of more than 1,000 the latest.
	 */
	due(holder: Address, at: At, snapshotIds?: readonly bigint[]): Promise<Due[]>;
	/** The forwarder's next nonce for the holder. */
	forwarderNonce(holder: Address, at: At): Promise<bigint>;
	/** The nonce of the holder's next consent, and the domain that it is signed under. */
	consentNonce(holder: Address, at: At): Promise<bigint>;
	consentDomain(): Promise<Domain>;
	/** The pushes among a transaction's logs that pay the claim. */
	paymentsIn(claim: Claim, logs: readonly Log[]): Payment[];
	/**
	 * Revenue of as much of the range's beginning as one step reads: `lastBlock` tells how far. Tokens without events need
	 * the reading that the range before ended with, and give theirs.
	 */
	inflows(fromBlock: number, toBlock: number, before?: TokenReading): Promise<InflowAnswer>;
	/**
	 * What the token holds and has set aside and paid at the end of a block, for each of its assets; `outflows`: what its
	 * ledger says has left otherwise than by claims; `unreadable`: ERC-20s of which a view fails. Undefined: its views can't
	 * tell. Fault `rpc_unavailable`.
	 */
	books(
		blockHash: Hex,
		outflows: Readonly<Record<Address, bigint>>,
	): Promise<{ books: Books[]; unreadable: Address[] } | undefined>;
	/** What came in, was closed into snapshots and was paid, by events, of as much of the range's beginning as one step reads. */
	history(fromBlock: number, toBlock: number): Promise<HistoryAnswer>;
	/** Pushes that paid the claim, by whomever they were sent, from `fromBlock` on. */
	payments(claim: Claim, fromBlock: number, toBlock: number): Promise<{ payments: Payment[]; receipt?: PaidBy }>;
	/** The snapshots that the taking of the next one would expire. */
	expiring(currentSnapshotId: bigint): bigint[];
	snapshotCall(): Omit<Payload, "gasLimit">;
	/** The id that a snapshot transaction took; undefined: none. */
	snapshotTaken(receipt: Receipt): bigint | undefined;
}
export interface InflowAnswer {
	inflows: Inflow[];
	/** What left the token otherwise than by claims, where it tells of that. */
	outflows?: AssetAmount[];
	/** The hash of the block before the range; undefined: it begins with the chain. */
	beforeHash?: Hex;
	lastBlock: Block;
	/** Of a token without events, for the next range. */
	reading?: TokenReading;
	/** No node has kept what the token was at its snapshots in here: of what came before them only the least is known. */
	stateIsGone?: true;
}
export interface HistoryAnswer extends Pick<InflowAnswer, "beforeHash" | "lastBlock"> {
	events: HistoryEvent[];
}
export interface PaidBy {
	transactionHash: Hex;
	blockNumber: number;
	blockHash: Hex;
}
