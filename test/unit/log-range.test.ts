import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	calmed,
	type LogRange,
	narrowed,
	rangesOf,
	readable,
	startRange,
	widened,
} from "../../functions/core/log-range.ts";

/** A node with a hidden limit on blocks, which it may or may not name. */
function read(blocks: number, limit: number, names: boolean, start = 2000): { requests: number; range: LogRange } {
	let [range, from, requests] = [startRange(start), 1, 0];
	while (from <= blocks) {
		requests++;
		const ranges = rangesOf(range, from, blocks);
		const asked = ranges[0] ? ranges[0].toBlock - ranges[0].fromBlock + 1 : 0;
		if (asked > limit) {
			const narrower = narrowed(range, from, asked, names ? { limitBlocks: limit } : {});
			if (!narrower) throw new Error("a single block was refused");
			range = narrower;
			continue;
		}
		expect(ranges[0]?.fromBlock).toBe(from);
		from = (ranges.at(-1)?.toBlock ?? from) + 1;
		range = widened(range, asked, 0);
	}
	return { requests, range };
}

describe("a log range", () => {
	test("is what the node says it may be, and stays within", () => {
		const range = narrowed(startRange(2000), 1, 2000, { limitBlocks: 10 });
		expect(range).toMatchObject({ span: 10, limit: 10 });
		expect(widened(range as LogRange, 10, 0).span).toBe(10);
	});
	test("goes as far as the node suggests for this request", () => {
		expect(narrowed(startRange(2000), 100, 2000, { worksTo: 349 })?.span).toBe(250);
	});
	test.each([
		["behind the start", { worksTo: 5 }],
		["as far as was asked", { worksTo: 2099 }],
		["a limit above what was asked", { limitBlocks: 10_000 }],
		["no blocks", { limitBlocks: 0 }],
		["nothing", {}],
	])("is halved when the node suggests %s", (_what, hint) => {
		expect(narrowed(startRange(2000), 100, 2000, hint)).toMatchObject({ span: 1000, limit: 200_000 });
	});
	test("cannot be narrower than a block", () => {
		expect(narrowed(startRange(1), 7, 1, {})).toBeUndefined();
		expect(narrowed(startRange(1), 7, 1, { worksTo: 9, limitBlocks: 1 })).toBeUndefined();
	});
	test("doubles with each answer", () => {
		expect(widened(startRange(2000), 2000, 3).span).toBe(4000);
	});
	test("tells nothing when less was asked for than might have been", () => {
		expect(widened(startRange(2000), 30, 0).span).toBe(2000);
	});
	test("does not come back to a refused span at once, but later", () => {
		let range = narrowed(startRange(2000), 1, 2000, {}) as LogRange;
		const spans = Array.from({ length: 20 }, () => {
			range = widened(range, range.span, 0);
			return range.span;
		});
		expect(spans.slice(0, 15)).toEqual(Array(15).fill(1000));
		expect(spans[15]).toBe(2000);
	});
	test("shrinks when an answer holds more logs than are good to hold, and stays when it is half full", () => {
		expect(widened(startRange(2000), 2000, 10_001).span).toBe(1000);
		expect(widened(startRange(2000), 2000, 5_001).span).toBe(2000);
	});
	test("that the node keeps small goes several to a batch, until there is trouble", () => {
		let range = narrowed(startRange(2000), 1, 2000, { limitBlocks: 10 }) as LogRange;
		for (let n = 0; n < 6; n++) range = widened(range, 10, 0);
		expect(range.ranges).toBe(16);
		expect(rangesOf(range, 1, 35)).toEqual([
			{ fromBlock: 1, toBlock: 10 },
			{ fromBlock: 11, toBlock: 20 },
			{ fromBlock: 21, toBlock: 30 },
			{ fromBlock: 31, toBlock: 35 },
		]);
		expect(calmed(range)).toMatchObject({ span: 10, ranges: 1 });
	});
	test("tells what its node can give within some seconds", () => {
		expect(readable(startRange(2000))).toBe(64_000);
		expect(readable(startRange(150_000))).toBe(200_000);
		expect(readable(narrowed(startRange(2000), 1, 2000, { limitBlocks: 10 }) as LogRange)).toBe(1_280);
		expect(readable(narrowed(startRange(2000), 1, 2000, {}) as LogRange)).toBe(32_000);
	});
	test("reads every block of any chain through any limit, in few requests more than the limit asks for", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100_000 }),
				fc.integer({ min: 5, max: 20_000 }),
				fc.boolean(),
				fc.integer({ min: 1, max: 50_000 }),
				(blocks, limit, names, start) => {
					const { requests } = read(blocks, limit, names, start);
					expect(requests).toBeLessThanOrEqual(20 + 2.5 * Math.ceil(blocks / limit));
				},
			),
		);
	});
	test("holds at 10 blocks a request what Alchemy allows for nothing: 1,000,000 blocks in 6,300 batches", () => {
		expect(read(1_000_000, 10, true).requests).toBeLessThan(6_300);
	});
});
