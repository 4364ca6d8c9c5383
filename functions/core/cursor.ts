import type { AssetAmount } from "./claim.ts";
import type { Address, Hex } from "./hex.ts";
import type { Inflow, TokenReading } from "./inflow.ts";
import type { Block } from "./ports/chain.ts";

/** A block, and what a token's ledger holds up to it. */
export interface Mark {
	blockNumber: number;
	blockHash: Hex;
	/** When the block was made; absent: none was looked at. */
	timestampSec?: number;
	/** Number of inflows up to here, and their sum by asset. */
	inflowCount: number;
	totals: Record<Address, bigint>;
	/** What left the token otherwise than by claims, by asset; absent: nothing. */
	outflows?: Record<Address, bigint>;
	/** What the token holds that nothing told of, by asset; absent: nothing. */
	unattributed?: Record<Address, bigint>;
	/** Of a token without events: the last one up to here. */
	reading?: TokenReading;
}
/** A rewind: rows of an earlier generation in blocks above `above`, up to `upTo`, belong to blocks that were replaced. */
export interface Fork {
	generation: number;
	above: number;
	upTo: number;
}
/** How far a token's ledger reaches. It moves by compare-and-set on its version; rows are written after it has moved. */
export interface Cursor extends Mark {
	version: number;
	/** Grows with each rewind; an inflow row carries that of the cursor which it was written for. */
	generation: number;
	/** The ring: marks to rewind to, ascending, the thinner the older. */
	earlier: Mark[];
	/** Ascending. */
	forks: Fork[];
	/** The rows from this block on up to the cursor may not have been written yet. */
	unwrittenFrom?: number;
	/** Those rows, where they are derived: the state that they come from may be gone when they are read again. */
	unwritten?: Inflow[];
}

/** The hash of a block that was never looked at. */
export const UNSEEN: Hex = `0x${"0".repeat(64)}`;
/** Older marks are given up: a deeper reorg reads the ledger anew from its start. */
const RING_REACH = 2 ** 16;
/** Older forks are forgotten; their rows are removed before. */
const FORKS_KEPT = 32;

/** The cursor of a ledger that holds nothing yet; not stored. */
export const startCursor = (startBlock: number): Cursor => ({
	version: 0,
	generation: 0,
	blockNumber: startBlock - 1,
	blockHash: UNSEEN,
	inflowCount: 0,
	totals: {},
	earlier: [],
	forks: [],
});

/** The cursor after the range that follows it, whose last block is `last`. */
export function advanceCursor(
	before: Cursor,
	last: Block,
	inflows: readonly Inflow[],
	{
		reading,
		outflows = [],
	}: { reading?: TokenReading | undefined; outflows?: readonly AssetAmount[] | undefined } = {},
): Cursor {
	const { version, generation, earlier, forks, unattributed } = before;
	const left = outflows.length > 0 ? sums(before.outflows, outflows) : before.outflows;
	return {
		version: version + 1,
		generation,
		blockNumber: last.number,
		blockHash: last.hash,
		timestampSec: last.timestampSec,
		inflowCount: before.inflowCount + inflows.length,
		totals: sums(before.totals, inflows),
		...(left ? { outflows: left } : {}),
		...(unattributed ? { unattributed } : {}),
		earlier: thin(before.blockHash === UNSEEN ? earlier : [...earlier, markOf(before)], last.number),
		forks,
		...(reading ? { reading } : {}),
		...(inflows.length > 0 ? { unwrittenFrom: before.blockNumber + 1 } : {}),
		...(inflows.some(({ derived }) => derived) ? { unwritten: [...inflows] } : {}),
	};
}

const sums = (before: Record<Address, bigint> = {}, added: readonly AssetAmount[]): Record<Address, bigint> => {
	const all = { ...before };
	for (const { asset, amount } of added) all[asset] = (all[asset] ?? 0n) + amount;
	return all;
};

/** The cursor with so much more that nothing told of; a rewind takes it back with the blocks that it was found in. */
export const bookUnattributed = (cursor: Cursor, surplus: readonly AssetAmount[]): Cursor => ({
	...cursor,
	version: cursor.version + 1,
	unattributed: sums(cursor.unattributed, surplus),
});

/** The cursor once its rows are written. */
export function writtenCursor({ unwrittenFrom: _done, unwritten: _rows, ...cursor }: Cursor): Cursor {
	return { ...cursor, version: cursor.version + 1 };
}

/**
 * The cursor back at `mark`, one of its ring; without one, at the ledger's start. Rows of `forgotten` forks have to be
 * removed first: afterwards nothing tells them from others.
 */
export function rewindCursor(
	cursor: Cursor,
	mark: Mark | undefined,
	startBlock: number,
): { cursor: Cursor; fork: Fork; forgotten: Fork[] } {
	const to = mark ?? markOf(startCursor(startBlock));
	const generation = cursor.generation + 1;
	const fork = { generation, above: to.blockNumber, upTo: cursor.blockNumber };
	const forks = [...cursor.forks, fork];
	const rewound = {
		...to,
		version: cursor.version + 1,
		generation,
		earlier: cursor.earlier.filter((one) => one.blockNumber < to.blockNumber),
		forks: forks.slice(-FORKS_KEPT),
	};
	return { cursor: rewound, fork, forgotten: forks.slice(0, -FORKS_KEPT) };
}

/** Whether a row, which is held with block `bookedAt`, stands in blocks that were replaced. */
export const isSuperseded = (forks: readonly Fork[], row: { bookedAt: number; generation: number }): boolean =>
	forks.some(
		({ generation, above, upTo }) => row.generation < generation && row.bookedAt > above && row.bookedAt <= upTo,
	);

const markOf = ({
	blockNumber,
	blockHash,
	timestampSec,
	inflowCount,
	totals,
	outflows,
	unattributed,
	reading,
}: Mark): Mark => ({
	blockNumber,
	blockHash,
	...(timestampSec === undefined ? {} : { timestampSec }),
	inflowCount,
	totals,
	...(outflows ? { outflows } : {}),
	...(unattributed ? { unattributed } : {}),
	...(reading ? { reading } : {}),
});

/** The oldest mark of each age from 2^n to 2^(n+1) blocks, and the newest. */
function thin(marks: readonly Mark[], tip: number): Mark[] {
	const ages = new Set<number>();
	return marks.filter((mark, at) => {
		const age = tip - mark.blockNumber;
		const scale = 31 - Math.clz32(age);
		if (at < marks.length - 1 && (ages.has(scale) || age >= RING_REACH)) return false;
		ages.add(scale);
		return true;
	});
}
