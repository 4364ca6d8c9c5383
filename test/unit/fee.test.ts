import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { bumpedFees, firstFees } from "../../functions/core/fee.ts";

const GWEI = 1_000_000_000n;
const wei = fc.bigInt({ min: 0n, max: 10_000n * GWEI });
const market = fc.record({ baseFeeWei: wei, tipWei: wei });
const last = fc.tuple(wei, wei).map(([tip, rest]) => ({
	maxFeePerGasWei: tip + rest,
	maxPriorityFeePerGasWei: tip,
}));

describe("fees of a first attempt", () => {
	test("leave room for the base fee to double", () => {
		expect(firstFees({ baseFeeWei: 10n * GWEI, tipWei: GWEI }, 100n * GWEI)).toEqual({
			maxFeePerGasWei: 21n * GWEI,
			maxPriorityFeePerGasWei: GWEI,
		});
	});
	test("are held at 70 % of the cap, so that they can be raised", () => {
		expect(firstFees({ baseFeeWei: 100n, tipWei: 2n }, 200n)).toEqual({
			maxFeePerGasWei: 140n,
			maxPriorityFeePerGasWei: 2n,
		});
	});
	test("exist while base fee plus tip are exactly 70 % of the cap", () => {
		expect(firstFees({ baseFeeWei: 68n, tipWei: 2n }, 100n)?.maxFeePerGasWei).toBe(70n);
	});
	test("do not exist when the market is a wei above that", () => {
		expect(firstFees({ baseFeeWei: 68n, tipWei: 3n }, 100n)).toBeUndefined();
	});
	test("can always be raised once", () => {
		fc.assert(
			fc.property(market, fc.bigInt({ min: 10n, max: 10n ** 14n }), (now, cap) => {
				const fees = firstFees(now, cap);
				if (fees) expect(bumpedFees(fees, now, cap)).toBeDefined();
			}),
		);
	});
	test("never pass the cap, cover the market, and hold a tip that the fee covers", () => {
		fc.assert(
			fc.property(market, wei, (now, cap) => {
				const fees = firstFees(now, cap);
				expect(fees === undefined).toBe(now.baseFeeWei + now.tipWei > (cap * 7n) / 10n);
				if (!fees) return;
				expect(fees.maxFeePerGasWei).toBeLessThanOrEqual(cap);
				expect(fees.maxFeePerGasWei).toBeGreaterThanOrEqual(now.baseFeeWei + now.tipWei);
				expect(fees.maxPriorityFeePerGasWei).toBeLessThanOrEqual(fees.maxFeePerGasWei);
			}),
		);
	});
});

describe("fees of a further attempt", () => {
	test("follow the market when it has risen by more than a bump", () => {
		const before = { maxFeePerGasWei: 20n * GWEI, maxPriorityFeePerGasWei: GWEI };
		expect(bumpedFees(before, { baseFeeWei: 50n * GWEI, tipWei: 3n * GWEI }, 200n * GWEI)).toEqual({
			maxFeePerGasWei: 103n * GWEI,
			maxPriorityFeePerGasWei: 3n * GWEI,
		});
	});
	test("do not exist when a bump would pass the cap", () => {
		const before = { maxFeePerGasWei: 100n, maxPriorityFeePerGasWei: 1n };
		expect(bumpedFees(before, { baseFeeWei: 1n, tipWei: 1n }, 112n)).toBeUndefined();
		expect(bumpedFees(before, { baseFeeWei: 1n, tipWei: 1n }, 113n)?.maxFeePerGasWei).toBe(113n);
	});
	test("raise even a fee of nothing", () => {
		const before = { maxFeePerGasWei: 0n, maxPriorityFeePerGasWei: 0n };
		expect(bumpedFees(before, { baseFeeWei: 0n, tipWei: 0n }, 10n)).toEqual({
			maxFeePerGasWei: 1n,
			maxPriorityFeePerGasWei: 1n,
		});
	});
	test("raise both by an eighth at least, within the cap, with a tip that the fee covers", () => {
		fc.assert(
			fc.property(last, market, wei, (before, now, cap) => {
				const fees = bumpedFees(before, now, cap);
				if (!fees) return;
				expect(fees.maxFeePerGasWei * 8n).toBeGreaterThanOrEqual(before.maxFeePerGasWei * 9n);
				expect(fees.maxPriorityFeePerGasWei * 8n).toBeGreaterThanOrEqual(before.maxPriorityFeePerGasWei * 9n);
				expect(fees.maxFeePerGasWei).toBeGreaterThan(before.maxFeePerGasWei);
				expect(fees.maxPriorityFeePerGasWei).toBeGreaterThan(before.maxPriorityFeePerGasWei);
				expect(fees.maxFeePerGasWei).toBeLessThanOrEqual(cap);
				expect(fees.maxPriorityFeePerGasWei).toBeLessThanOrEqual(fees.maxFeePerGasWei);
			}),
		);
	});
	test("exist whenever the cap leaves room for the bump", () => {
		fc.assert(
			fc.property(last, market, (before, now) => {
				const cap = (before.maxFeePerGasWei * 1126n) / 1000n + 1n;
				expect(bumpedFees(before, now, cap)).toBeDefined();
			}),
		);
	});
});
