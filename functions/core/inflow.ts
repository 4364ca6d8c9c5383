import type { Address, Hex } from "./hex.ts";

/** One arrival of revenue at a token. */
export interface Inflow {
	tokenId: string;
	asset: Address;
	/** Where derived, the least that has arrived. */
	amount: bigint;
	/** The zero address where derived: nobody knows. */
	source: Address;
	/** Where derived, the first of the blocks in which it may have arrived. */
	blockNumber: number;
	blockHash: Hex;
	logIndex: number;
	/** Absent where derived. */
	transactionHash?: Hex;
	/** Found by differences and not by an event: it has arrived from `blockNumber` to this block. */
	derived?: { lastBlock: number };
}

/** What a token without events shows of itself at the end of a block. */
export interface TokenReading {
	blockNumber: number;
	snapshotId: bigint;
	pendingWei: bigint;
	balanceWei: bigint;
	supply: bigint;
}

/** The block with which the ledger holds the inflow. */
export const bookedAt = ({ blockNumber, derived }: Pick<Inflow, "blockNumber" | "derived">): number =>
	derived?.lastBlock ?? blockNumber;
