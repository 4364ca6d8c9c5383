import { describe, expect, test } from "@jest/globals";
import { id } from "ethers";
import fc from "fast-check";
import { faults } from "../../functions/core/fault.ts";
import { ETH } from "../../functions/core/hex.ts";
import { mandateDomain, signableRevocation, typedDataOf } from "../../functions/core/typed-data.ts";
import { exactly, fromNow, sensibly, typed } from "../../web/format.ts";
import { CLAIM, DEPOSIT } from "../../web/offering-calls.ts";
import { COLOURS, plotOf, ticksTo } from "../../web/plot-scale.ts";
import { revocationOf } from "../../web/revocation.ts";
import { Refusal, Unreachable } from "../../web/service.ts";
import { amountsOf, type Claim, type Period, pendingOf } from "../../web/wire-types.ts";
import { words, wordsFor } from "../../web/words.ts";
import { HOLDER, TOKEN } from "../given/claim.ts";

describe("the page's words", () => {
	test("are there for every code, and for no other", () => {
		expect(Object.keys(words).toSorted()).toEqual(Object.keys(faults).toSorted());
	});
	test.each(Object.entries(words))("for %s are whole sentences that say no code", (code, said) => {
		expect(said).toMatch(/^[A-Z].*\.$/);
		if (code.includes("_")) expect(said).not.toContain(code);
	});
	test("say when it goes on, where that is known", () => {
		const refused = {
			type: "",
			title: "",
			status: 429,
			code: "quota_exceeded" as const,
			facts: { retryAtSec: 1_700_000_000 },
		};
		expect(wordsFor(new Refusal(refused))).toMatch(/^This account has used its claims for today\. It goes on .*2023/);
		expect(wordsFor(new Unreachable("x"))).toMatch(/can't be reached/);
		expect(wordsFor(new TypeError("x is undefined"))).not.toContain("undefined");
	});
});

describe("an amount", () => {
	test.each([
		[0n, 18, "0"],
		[1n, 18, "< 0.000000001"],
		[123_456_789_000_000n, 18, "0.0001234"],
		[10_790_000_000_000_000n, 18, "0.01079"],
		[1_379_999_999_999_999_999n, 18, "1.379"],
		[1_234_567n * 10n ** 18n + 999n * 10n ** 15n, 18, "1,234,567.99"],
		[1_500_000n, 6, "1.5"],
		[7n, 0, "7"],
	])("of %s with %i decimals is shown as %s", (amount, decimals, shown) => {
		expect(sensibly(amount, decimals, "en")).toBe(shown);
	});
	test("is written as the reader writes numbers", () => expect(sensibly(1_234_500_000n, 6, "de")).toBe("1.234,5"));
	test("is never shown as more than it is, and exactly on demand", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.integer({ min: 0, max: 36 }), (amount, decimals) => {
				expect(typed(exactly(amount, decimals), decimals)).toBe(amount);
				const shown = sensibly(amount, decimals, "en").replaceAll(",", "");
				const back = shown.startsWith("<") ? 0n : typed(shown, decimals);
				expect(back !== undefined && back <= amount).toBe(true);
			}),
		);
	});
	test.each(["", ".", "1e3", "-1", "1.2.3", "0x1", "1.0000000000000000001"])("is not typed as %j", (text) => {
		expect(typed(text, 18)).toBeUndefined();
	});
	test.each([
		["1,5", 15n * 10n ** 17n],
		[" .5 ", 5n * 10n ** 17n],
		["2", 2n * 10n ** 18n],
	])("is typed as %j", (text, amount) => expect(typed(text, 18)).toBe(amount));
});

test("what has come in is of each asset of which there is some", () => {
	const usd = { asset: TOKEN, amount: "5" };
	const pending = (pendingWei: string, ...pendingAssets: (typeof usd)[]) => pendingOf({ pendingWei, pendingAssets });
	expect(pending("0")).toEqual([]);
	expect(pending("0", usd)).toEqual([usd]);
	expect(pending("1", usd)).toEqual([{ asset: ETH, amount: "1" }, usd]);
});

test("how far away a time is, is told in its largest unit", () => {
	expect(fromNow(1000 + 86_400 * 3.9, 1000)).toBe("in 3 days");
	expect(fromNow(1000 - 7_300, 1000)).toBe("2 hours ago");
	expect(fromNow(1000, 1000)).toBe("now");
});

test("a claim shows what it has paid, and what was due as long as it has paid nothing", () => {
	const due = { dueWei: "70", dueAssets: [{ asset: TOKEN, amount: "9" }] };
	const paid = (...amounts: string[]) => amounts.map((amount) => ({ asset: ETH, amount }));
	const shown = (payments?: object[]) => amountsOf({ ...due, ...(payments ? { outcome: { payments } } : {}) } as Claim);
	const whole = [
		[ETH, 70n],
		[TOKEN, 9n],
	];
	expect([shown(), shown([]), shown(paid("30", "40"))]).toEqual([whole, whole, [[ETH, 70n]]]);
});

describe("the plot", () => {
	const period = (snapshotId: string, revenue: Period["revenue"], takenAtBlock?: number): Period => ({
		snapshotId,
		revenue,
		paid: [],
		payoutCount: 0,
		...(takenAtBlock === undefined ? {} : { takenAtBlock }),
	});
	const from = (n: number): `0x${string}` => `0x${String(n).padStart(40, "0")}`;

	test("has a bar a period, the oldest first, stacked by source, the largest source first", () => {
		const plot = plotOf(
			[
				period("2", [{ asset: ETH, source: from(1), amount: "5" }]),
				period(
					"1",
					[
						{ asset: ETH, source: from(1), amount: "1" },
						{ asset: ETH, source: from(2), amount: "9" },
						{ asset: TOKEN, source: from(1), amount: "77" },
					],
					4,
				),
			],
			ETH,
			(source) => (source === from(1) ? "Fees" : "Sales"),
		);
		expect(plot.series).toEqual(["Sales", "Fees"]);
		expect(plot.bars).toMatchObject([
			{
				snapshotId: "1",
				isOpen: false,
				total: 10n,
				parts: [
					{ name: "Sales", amount: 9n },
					{ name: "Fees", amount: 1n },
				],
			},
			{ snapshotId: "2", isOpen: true, total: 5n, parts: [{ name: "Fees", series: 1, amount: 5n }] },
		]);
	});
	test("loses nothing however many sources there are, and has no more colours than it has", () => {
		const amounts = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.bigInt({ min: 1n, max: 10n ** 30n })));
		fc.assert(
			fc.property(fc.array(amounts, { maxLength: 5 }), (periods) => {
				const shown = periods.map((all, at) =>
					period(
						String(at + 1),
						all.map(([n, amount]) => ({ asset: ETH, ...(n === 0 ? {} : { source: from(n) }), amount: String(amount) })),
					),
				);
				const { series, bars, ticks } = plotOf(shown, ETH, (source) => source);
				const sum = periods.flat().reduce((all, [, amount]) => all + amount, 0n);
				expect(bars.reduce((all, { total }) => all + total, 0n)).toBe(sum);
				expect(series.length).toBeLessThanOrEqual(COLOURS);
				expect(new Set(series).size).toBe(series.length);
				for (const { total } of bars) expect(total <= (ticks.at(-1) ?? 0n)).toBe(true);
			}),
		);
	});
	test("has a few round ticks from nothing to its top", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 1n, max: 10n ** 40n }), (most) => {
				const ticks = ticksTo(most);
				expect(ticks[0]).toBe(0n);
				expect((ticks.at(-1) ?? 0n) >= most).toBe(true);
				expect(ticks.length).toBeLessThanOrEqual(6);
				expect(String(ticks[1])).toMatch(/^[125]0*$/);
			}),
		);
	});
});

describe("what the page signs and sends without a library", () => {
	test("a revocation is that of the core", () => {
		const mandate = { account: HOLDER, token: TOKEN, nonce: 7n, expirySec: 9n };
		const shown = { account: HOLDER, token: TOKEN, nonce: "7", expirySec: "9" };
		expect(revocationOf({ delegate: TOKEN, chainId: 5, mandate: shown })).toEqual(
			typedDataOf(signableRevocation(mandateDomain(TOKEN, 5), mandate)),
		);
	});
	test("the offering's calls are those of its contract", () => {
		expect([DEPOSIT, CLAIM]).toEqual([id("deposit()").slice(0, 10), id("claim(address)").slice(0, 10)]);
	});
});
