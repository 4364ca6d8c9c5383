import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	advanceCursor,
	type Cursor,
	isSuperseded,
	rewindCursor,
	startCursor,
	UNSEEN,
	writtenCursor,
} from "../../functions/core/cursor.ts";
import { nothingYet } from "../../functions/core/derived-inflow.ts";
import { ETH } from "../../functions/core/hex.ts";
import type { Inflow } from "../../functions/core/inflow.ts";
import { TOKEN, word } from "../given/claim.ts";
import { aCursor, anInflow } from "../given/transaction.ts";

const inflow: fc.Arbitrary<Inflow> = fc
	.record({ asset: fc.constantFrom(ETH, TOKEN), amount: fc.bigInt({ min: 0n, max: 2n ** 128n }) })
	.map(anInflow);
const at = (number: number) => ({ number, hash: word(number), timestampSec: 12 * number });
const steps = (sizes: readonly number[], from: Cursor = startCursor(0)): Cursor =>
	sizes.reduce((cursor, size) => advanceCursor(cursor, at(cursor.blockNumber + size), []), from);

describe("a ledger's cursor", () => {
	test("starts before the first block, and holds nothing", () => {
		expect(startCursor(7)).toMatchObject({ version: 0, blockNumber: 6, blockHash: UNSEEN, inflowCount: 0, totals: {} });
	});
	test("goes to a range's last block, and remembers which rows are still to be written", () => {
		expect(advanceCursor(startCursor(7), at(9), [anInflow()])).toEqual({
			version: 1,
			generation: 0,
			blockNumber: 9,
			blockHash: word(9),
			timestampSec: 108,
			inflowCount: 1,
			totals: { [ETH]: 5n },
			earlier: [],
			forks: [],
			unwrittenFrom: 7,
		});
		expect(advanceCursor(startCursor(7), at(9), [])).not.toHaveProperty("unwrittenFrom");
	});
	test("forgets that once they are", () => {
		const written = writtenCursor(advanceCursor(startCursor(7), at(9), [anInflow()]));
		expect(written).not.toHaveProperty("unwrittenFrom");
		expect(written).toMatchObject({ version: 2, inflowCount: 1 });
	});
	test("of a token without events keeps its reading, also in the marks, and derived rows until they are written", () => {
		const reading = { ...nothingYet(8), balanceWei: 3n };
		const row = anInflow({ derived: { lastBlock: 9 } });
		const first = advanceCursor(startCursor(7), at(9), [row], { reading });
		expect(first).toMatchObject({ reading, unwritten: [row], unwrittenFrom: 7 });
		expect(writtenCursor(first)).not.toHaveProperty("unwritten");
		const second = advanceCursor(first, at(20), [], { reading: { ...reading, blockNumber: 20 } });
		expect(second).toMatchObject({ reading: { blockNumber: 20 }, earlier: [{ blockNumber: 9, reading }] });
		expect(second).not.toHaveProperty("unwritten");
		expect(rewindCursor(second, second.earlier[0], 7).cursor).toMatchObject({ blockNumber: 9, reading });
		expect(rewindCursor(second, undefined, 7).cursor).not.toHaveProperty("reading");
	});
	test("keeps each asset's sum apart", () => {
		const rows = [anInflow({ amount: 2n }), anInflow({ asset: TOKEN, amount: 3n }), anInflow({ amount: 4n })];
		expect(advanceCursor(aCursor(), at(11), rows)).toMatchObject({
			inflowCount: 4,
			totals: { [ETH]: 11n, [TOKEN]: 3n },
		});
	});
	test("holds the same sums however the inflows are cut into ranges", () => {
		fc.assert(
			fc.property(fc.array(fc.array(inflow, { maxLength: 6 }), { maxLength: 8 }), (ranges) => {
				const cursor = ranges.reduce((before, rows, n) => advanceCursor(before, at(n), rows), startCursor(0));
				const all = ranges.flat();
				expect(cursor.inflowCount).toBe(all.length);
				expect(cursor.totals).toEqual(advanceCursor(startCursor(0), at(0), all).totals);
				const sum = all.reduce((total, { amount }) => total + amount, 0n);
				expect(Object.values(cursor.totals).reduce((total, one) => total + one, 0n)).toBe(sum);
			}),
		);
	});
	test("leaves the one before as it was", () => {
		const before = aCursor();
		advanceCursor(before, at(11), [anInflow()]);
		expect(before).toEqual(aCursor());
	});
});

describe("a cursor's ring", () => {
	const sizes = fc.oneof(
		fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 100, maxLength: 600 }),
		fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 10, maxLength: 60 }),
		fc.integer({ min: 1, max: 100 }).map((size) => Array<number>(300).fill(size)),
	);

	test("has a mark at least 64 blocks back, and none much further than needed, at every age", () => {
		fc.assert(
			fc.property(sizes, (all) => {
				let cursor = startCursor(0);
				for (const size of all) {
					cursor = advanceCursor(cursor, at(cursor.blockNumber + size), []);
					const ages = cursor.earlier.map(({ blockNumber }) => cursor.blockNumber - blockNumber);
					const read = cursor.blockNumber + 1;
					for (const depth of [1, 8, 64, 512])
						if (read > 5 * depth + 5_000)
							expect(ages.some((age) => age >= depth && age < 4 * depth + 20_000)).toBe(true);
						else if (read > depth + size && cursor.earlier.length > 0)
							expect(Math.max(...ages)).toBeGreaterThanOrEqual(size);
				}
			}),
			{ numRuns: 30 },
		);
	});
	test("survives a reorg of 64 blocks with blocks watched one by one: back by no more than 256", () => {
		for (let length = 66; length < 700; length++) {
			const cursor = steps(Array<number>(length).fill(1));
			const ages = cursor.earlier.map(({ blockNumber }) => cursor.blockNumber - blockNumber);
			const enough = ages.filter((age) => age >= 64);
			expect(Math.min(...enough)).toBeLessThanOrEqual(256);
		}
	});
	test("is small: one mark for each doubling of age", () => {
		fc.assert(
			fc.property(sizes, (all) => {
				expect(steps(all).earlier.length).toBeLessThanOrEqual(18);
			}),
			{ numRuns: 30 },
		);
	});
	test("keeps the newest mark however long the last range was", () => {
		expect(steps([10, 1_000_000]).earlier.map(({ blockNumber }) => blockNumber)).toEqual([9]);
	});
	test("is ascending", () => {
		const numbers = steps(Array<number>(500).fill(3)).earlier.map(({ blockNumber }) => blockNumber);
		expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
	});
});

describe("a rewound cursor", () => {
	const long = steps(Array<number>(100).fill(1));
	const mark = long.earlier.at(-2);

	test("holds what its mark held, one generation on", () => {
		const { cursor } = rewindCursor(long, mark, 0);
		expect(cursor).toMatchObject({ ...mark, generation: 1, version: long.version + 1 });
		expect(cursor.earlier.every(({ blockNumber }) => blockNumber < (mark?.blockNumber ?? 0))).toBe(true);
	});
	test("without a mark starts anew", () => {
		expect(rewindCursor(long, undefined, 5).cursor).toMatchObject({
			blockNumber: 4,
			blockHash: UNSEEN,
			inflowCount: 0,
		});
	});
	test("supersedes the rows of replaced blocks, also those that a slow worker writes later", () => {
		const { cursor } = rewindCursor(long, mark, 0);
		const above = (mark?.blockNumber ?? 0) + 1;
		expect(isSuperseded(cursor.forks, { bookedAt: above, generation: 0 })).toBe(true);
		expect(isSuperseded(cursor.forks, { bookedAt: long.blockNumber, generation: 0 })).toBe(true);
		expect(isSuperseded(cursor.forks, { bookedAt: above - 1, generation: 0 })).toBe(false);
		expect(isSuperseded(cursor.forks, { bookedAt: above, generation: 1 })).toBe(false);
	});
	test("names the forks that it forgets", () => {
		let cursor = long;
		for (let n = 0; n < 32; n++) {
			const rewound = rewindCursor(cursor, cursor.earlier.at(-1), 0);
			expect(rewound.forgotten).toEqual([]);
			cursor = steps([1, 1], rewound.cursor);
		}
		expect(rewindCursor(cursor, undefined, 0).forgotten).toEqual([cursor.forks[0]]);
		expect(rewindCursor(cursor, undefined, 0).cursor.forks).toHaveLength(32);
	});
});
