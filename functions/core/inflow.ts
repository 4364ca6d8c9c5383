import type { Address, Hex } from "./hex.ts";

/** One arrival of revenue at a token. */
export interface Inflow {
	tokenId: string;
	asset: Address;
	/** Where derived, the least that has arrived. */
	amount: bigint;
	/** The zero address where derived: nobody knows. */
	source: Address;
	blockNumber: number;
	blockHash: Hex;
	logIndex: number;
	transactionHash?: Hex;
	/** Found by differences, not by an event: it arrived from `blockNumber` to this block. */
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

/** How far a token's ledger reaches, and what it holds; moved by compare-and-set on the hash. */
export interface Cursor {
	blockNumber: number;
	blockHash: Hex;
	/** Number of inflows up to here, and their sum by asset. */
	inflowCount: number;
	totals: Record<Address, bigint>;
	/** The last one of a token without events. */
	reading?: TokenReading;
}

/** The cursor after a range whose last block is `at`. */
export function advanceCursor(
	before: Cursor | undefined,
	at: { number: number; hash: Hex },
	inflows: readonly Inflow[],
	reading?: TokenReading,
): Cursor {
	const totals: Record<Address, bigint> = { ...before?.totals };
	for (const { asset, amount } of inflows) totals[asset] = (totals[asset] ?? 0n) + amount;
	return {
		blockNumber: at.number,
		blockHash: at.hash,
		inflowCount: (before?.inflowCount ?? 0) + inflows.length,
		totals,
		...(reading ? { reading } : {}),
	};
}
