import type { Address, Hex } from "./hex.ts";

/** One arrival of revenue at a token. */
export interface Inflow {
	tokenId: string;
	asset: Address;
	amount: bigint;
	source: Address;
	blockNumber: number;
	blockHash: Hex;
	logIndex: number;
	transactionHash: Hex;
}

/** How far a token's ledger reaches, and what it holds; moved by compare-and-set on the hash. */
export interface Cursor {
	blockNumber: number;
	blockHash: Hex;
	/** Number of inflows up to here, and their sum by asset. */
	inflowCount: number;
	totals: Record<Address, bigint>;
}

/** The cursor after a range whose last block is `at`. */
export function advanceCursor(
	before: Cursor | undefined,
	at: { number: number; hash: Hex },
	inflows: readonly Inflow[],
): Cursor {
	const totals: Record<Address, bigint> = { ...before?.totals };
	for (const { asset, amount } of inflows) totals[asset] = (totals[asset] ?? 0n) + amount;
	return {
		blockNumber: at.number,
		blockHash: at.hash,
		inflowCount: (before?.inflowCount ?? 0) + inflows.length,
		totals,
	};
}
