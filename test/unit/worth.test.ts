import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { dayOf, isWorth, worthWei } from "../../functions/core/worth.ts";
import { HOLDER, LANE, TOKEN } from "../given/claim.ts";

const ETHER = 10n ** 18n;
const wei = fc.bigInt({ min: 0n, max: 10n ** 30n });
const percent = fc.nat({ max: 10_000 });
const prices = [
	{ address: TOKEN, weiPerEther: 2n * ETHER },
	{ address: LANE, weiPerEther: 10n ** 12n * ETHER }, // six decimals: 10^12 more wei for each smallest unit
];

describe("what is due is worth", () => {
	test("its wei when there is nothing else", () => expect(worthWei(7n, [], prices)).toBe(7n));
	test("its wei and each ERC-20 at its price, also of few decimals", () => {
		expect(worthWei(1n, [{ asset: TOKEN, amount: 5n * ETHER }], prices)).toBe(10n * ETHER + 1n);
		expect(worthWei(0n, [{ asset: LANE, amount: 3_000_000n }], prices)).toBe(3n * ETHER);
		const both = [
			{ asset: TOKEN, amount: ETHER },
			{ asset: LANE, amount: 1n },
		];
		expect(worthWei(0n, both, prices)).toBe(2n * ETHER + 10n ** 12n);
	});
	test("nothing for an ERC-20 without a price, nor for any when there are no prices", () => {
		expect(worthWei(1n, [{ asset: HOLDER, amount: 10n ** 30n }], prices)).toBe(1n);
		expect(worthWei(0n, [{ asset: TOKEN, amount: 10n ** 30n }], [])).toBe(0n);
	});
	test("never more than the exact value: each asset is rounded down", () => {
		const asset = fc.constantFrom(TOKEN, LANE, HOLDER);
		fc.assert(
			fc.property(wei, fc.array(fc.record({ asset, amount: wei }), { maxLength: 8 }), (due, assets) => {
				const exact = assets.reduce((sum, one) => {
					return sum + one.amount * (prices.find(({ address }) => address === one.asset)?.weiPerEther ?? 0n);
				}, due * ETHER);
				const worth = worthWei(due, assets, prices);
				expect(worth * ETHER).toBeLessThanOrEqual(exact);
				expect(exact - worth * ETHER).toBeLessThan(ETHER * BigInt(assets.length) + 1n);
			}),
		);
	});
});

describe("a value is worth its gas", () => {
	test.each([
		[100n, 100n, 100, true],
		[99n, 100n, 100, false],
		[200n, 100n, 200, true],
		[199n, 100n, 200, false],
		[50n, 100n, 50, true],
		[49n, 100n, 50, false],
		[0n, 0n, 100, true],
		[0n, 1n, 0, true], // an operator may pay for anything
		[0n, 1n, 1, false],
	])("%p of %p at %p percent: %p", (value, cost, minPercent, worth) => {
		expect(isWorth(value, cost, minPercent)).toBe(worth);
	});
	test("exactly from so many percent on, without rounding", () => {
		fc.assert(
			fc.property(wei, percent, (cost, minPercent) => {
				const least = (cost * BigInt(minPercent) + 99n) / 100n;
				expect(isWorth(least, cost, minPercent)).toBe(true);
				if (least > 0n) expect(isWorth(least - 1n, cost, minPercent)).toBe(false);
			}),
		);
	});
});

describe("the day that limits are counted by", () => {
	test("is UTC's, and ends at its midnight", () => {
		expect(dayOf(Date.UTC(2027, 0, 15, 8))).toEqual({ day: "2027-01-15", endsAtSec: Date.UTC(2027, 0, 16) / 1000 });
	});
	test("begins with midnight's first millisecond, and not a millisecond before", () => {
		const midnight = Date.UTC(2028, 1, 29);
		expect(dayOf(midnight).day).toBe("2028-02-29");
		expect(dayOf(midnight - 1).day).toBe("2028-02-28");
	});
	test("contains the moment that it is asked for, and is the same all day long", () => {
		fc.assert(
			fc.property(fc.nat({ max: 4_102_444_800_000 }), (nowMs) => {
				const { day, endsAtSec } = dayOf(nowMs);
				expect(endsAtSec * 1000).toBeGreaterThan(nowMs);
				expect(endsAtSec * 1000 - nowMs).toBeLessThanOrEqual(86_400_000);
				expect(dayOf(endsAtSec * 1000 - 1).day).toBe(day);
				expect(dayOf(endsAtSec * 1000).day).not.toBe(day);
			}),
		);
	});
});
