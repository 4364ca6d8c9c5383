import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	isWanted,
	judgeSnapshot,
	lateSince,
	type SnapshotFacts,
	type SnapshotPolicy,
} from "../../functions/core/snapshot-policy.ts";

/** Whatever ERC-20: of which so much is pending, where the token takes a snapshot for so much. */
const erc20 = (amount: bigint, minimum: bigint) => ({ asset: `0x${"20".repeat(20)}` as const, amount, minimum });
const policy: SnapshotPolicy = { minRevenueWei: 1_000n, maxWaitSec: 600, minRevenuePerGasCost: 20, gasPriceCapWei: 7n };
const facts = (given: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
	pendingWei: 1_000n,
	pendingAssets: [],
	worthWei: given.pendingWei ?? 1_000n,
	supply: 1n,
	nextSnapshotAtSec: 10_000,
	lastSnapshotAtSec: 9_900,
	tokenMinRevenueWei: 100n,
	nowSec: 10_000,
	gasPriceWei: 7n,
	gasCostWei: 50n,
	inWindow: true,
	unfinalised: false,
	paused: false,
	claimsFirst: false,
	closedNothing: false,
	...given,
});
const judge = (given: Partial<SnapshotFacts> = {}) => judgeSnapshot(policy, facts(given));

describe("a snapshot is due", () => {
	test("at the policy's minimum, at the token's time, at exactly the worth", () => {
		expect(judge()).toEqual({ due: true });
	});
	const poor = { pendingWei: 100n, gasCostWei: 10n ** 9n, gasPriceWei: 10n ** 9n, inWindow: false };
	test("after the longest wait with less than the policy's minimum and worth, at any gas price and time", () => {
		expect(judge({ ...poor, lastSnapshotAtSec: 9_400 })).toEqual({ due: true });
	});
	test("by force, whatever the policy says", () => {
		expect(judge(poor).due).toBe(false);
		expect(judgeSnapshot(policy, facts(poor), true)).toEqual({ due: true });
	});
});

describe("a snapshot of a token that earns ERC-20s alone", () => {
	const rich = { pendingWei: 0n, pendingAssets: [erc20(5n, 5n)], worthWei: 1_000n };
	test("is due by what they are worth", () => {
		expect(judge(rich)).toEqual({ due: true });
		expect(judge({ ...rich, worthWei: 999n })).toMatchObject({ reasons: ["below_minimum", "not_worth_gas"] });
	});
	test("is due after the longest wait, and by force, without a price", () => {
		const unpriced = { ...rich, worthWei: 0n };
		expect(judge(unpriced)).toMatchObject({ reasons: ["below_minimum", "not_worth_gas"] });
		expect(judge({ ...unpriced, lastSnapshotAtSec: 9_400 })).toEqual({ due: true });
		expect(judgeSnapshot(policy, facts(unpriced), true)).toEqual({ due: true });
	});
	test("is not due a unit below the token's own minimum of it, unless another asset has its own", () => {
		const poor = { ...rich, pendingAssets: [erc20(4n, 5n)] };
		expect(judge({ ...poor, lastSnapshotAtSec: 1 })).toMatchObject({ reasons: ["below_token_minimum"] });
		expect(judge({ ...poor, pendingAssets: [erc20(4n, 5n), erc20(1n, 1n)] })).toEqual({ due: true });
		expect(judge({ ...poor, pendingWei: 100n })).toEqual({ due: true });
	});
});

describe("a snapshot is not due", () => {
	const cases: [string, string, Partial<SnapshotFacts>][] = [
		["paused", "while the operator has stopped it", { paused: true }],
		["unfinalised", "while our last one is not final", { unfinalised: true }],
		["too_early", "a second before the token allows it", { nowSec: 9_999 }],
		["too_early", "a block before the token allows it", { blocksToWait: 1 }],
		["no_revenue", "with nothing pending", { pendingWei: 0n }],
		["no_supply", "with no supply", { supply: 0n }],
		["below_token_minimum", "a wei below the token's own minimum", { pendingWei: 99n }],
		["below_token_minimum", "below it however long it waited", { pendingWei: 99n, lastSnapshotAtSec: 1 }],
		["below_minimum", "a wei below the policy's minimum", { pendingWei: 999n }],
		["below_minimum", "a second before the longest wait", { pendingWei: 999n, lastSnapshotAtSec: 9_401 }],
		["not_worth_gas", "a wei too dear", { gasCostWei: 51n }],
		["gas_price", "a wei above the policy's cap", { gasPriceWei: 8n }],
		["outside_window", "while the policy's window is shut", { inWindow: false }],
	];
	test.each(cases)("%s: %s", (reason, _rule, given) => expect(judge(given)).toMatchObject({ due: false, reason }));

	test("by force either, when the token would refuse it or it would harm", () => {
		const never = { unfinalised: true, nowSec: 9_999, pendingWei: 0n, supply: 0n };
		expect(judgeSnapshot(policy, facts(never), true)).toEqual({
			due: false,
			reason: "unfinalised",
			reasons: ["unfinalised", "too_early", "no_revenue", "no_supply", "below_token_minimum"],
		});
	});
	test("while it would expire what is claimed first, however long it waited, unless it is forced", () => {
		const given = { claimsFirst: true, lastSnapshotAtSec: 1 };
		expect(judge(given)).toMatchObject({ due: false, reasons: ["claims_first"] });
		expect(judgeSnapshot(policy, facts(given), true)).toEqual({ due: true });
	});
	test("for every reason that there is, which it names", () => {
		const verdict = judge({ pendingWei: 999n, inWindow: false, gasPriceWei: 8n, gasCostWei: 51n });
		expect(verdict).toMatchObject({ reasons: ["below_minimum", "outside_window", "gas_price", "not_worth_gas"] });
	});
	test("for the first reason against it", () => {
		expect(judge({ unfinalised: true, nowSec: 0, pendingWei: 0n })).toMatchObject({ reason: "unfinalised" });
		expect(judge({ nowSec: 0, pendingWei: 0n })).toMatchObject({ reason: "too_early" });
		expect(judge({ pendingWei: 0n, supply: 0n })).toMatchObject({ reason: "no_revenue" });
	});
});

describe("whatever the policy and the facts", () => {
	const wei = fc.bigInt({ min: 0n, max: 10n ** 20n });
	const sec = fc.nat({ max: 2_000_000_000 });
	const anyPolicy = fc.record({
		minRevenueWei: wei,
		maxWaitSec: sec,
		minRevenuePerGasCost: fc.nat({ max: 1000 }),
		gasPriceCapWei: fc.option(wei, { nil: undefined }),
	});
	const anyFacts = fc.record({
		pendingWei: fc.oneof(fc.constant(0n), wei),
		pendingAssets: fc.array(
			fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 20n }), wei).map(([amount, minimum]) => erc20(amount, minimum)),
			{ maxLength: 2 },
		),
		worthWei: wei,
		supply: fc.oneof(fc.constant(0n), wei),
		nextSnapshotAtSec: sec,
		lastSnapshotAtSec: sec,
		tokenMinRevenueWei: wei,
		nowSec: sec,
		gasPriceWei: wei,
		gasCostWei: wei,
		inWindow: fc.boolean(),
		unfinalised: fc.boolean(),
		paused: fc.boolean(),
		claimsFirst: fc.boolean(),
		closedNothing: fc.boolean(),
	});

	test("a snapshot is never due when empty, paused, unfinalised, early, without supply, or below what the token takes", () => {
		fc.assert(
			fc.property(anyPolicy, anyFacts, (given, now) => {
				if (!judgeSnapshot(given, now).due) return;
				expect(now.pendingWei > 0n || now.pendingAssets.length > 0).toBe(true);
				expect(now.supply).toBeGreaterThan(0n);
				expect(now.unfinalised || now.paused).toBe(false);
				expect(now.nowSec).toBeGreaterThanOrEqual(now.nextSnapshotAtSec);
				const takes = now.pendingAssets.some(({ amount, minimum }) => amount >= minimum);
				expect(takes || now.pendingWei >= now.tokenMinRevenueWei).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});
	test("more revenue never makes a due snapshot undue", () => {
		fc.assert(
			fc.property(anyPolicy, anyFacts, wei, (given, now, more) => {
				if (!judgeSnapshot(given, now).due) return;
				const richer = { pendingWei: now.pendingWei + more, worthWei: now.worthWei + more };
				expect(judgeSnapshot(given, { ...now, ...richer })).toEqual({ due: true });
				const pendingAssets = now.pendingAssets.map((one) => ({ ...one, amount: one.amount + more }));
				expect(judgeSnapshot(given, { ...now, pendingAssets })).toEqual({ due: true });
			}),
			{ numRuns: 1000 },
		);
	});
});

test("a snapshot of a token whose last ones closed nothing rests, however long it waited, unless it is forced", () => {
	const given = { closedNothing: true, lastSnapshotAtSec: 1 };
	expect(judge(given)).toMatchObject({ due: false, reason: "closed_nothing" });
	expect(judgeSnapshot(policy, facts(given), true)).toEqual({ due: true });
});

describe("a snapshot is late", () => {
	const windowed = { ...policy, maxWaitSec: 10 ** 6, window: {} };
	const shut = { inWindow: false, shutWindow: { openedSec: 5_000, shutSec: 8_600 }, lastSnapshotAtSec: 4_000 };
	const late = (wantedSec: number, given: Partial<SnapshotFacts> = {}, by: SnapshotPolicy = windowed) =>
		lateSince(by, facts({ ...shut, ...given }), wantedSec);

	test("from the shutting of a window on in which it was wanted, and nobody took one", () => {
		expect(late(4_500)).toBe(8_600);
		expect(late(8_000)).toBe(8_600);
	});
	test("not when it was wanted only as the window shut, or after it, nor when one was taken in it", () => {
		expect(late(8_001)).toBeUndefined();
		expect(late(9_000)).toBeUndefined();
		expect(late(4_500, { lastSnapshotAtSec: 5_000 })).toBeUndefined();
	});
	test("not while the window is open", () => {
		const { shutWindow: _shut, ...open } = facts({ lastSnapshotAtSec: 4_000 });
		expect(lateSince(windowed, open, 4_500)).toBeUndefined();
	});
	test("an hour after the longest wait, whether the window is open or shut, and after it is wanted", () => {
		const impatient = { ...windowed, maxWaitSec: 2_000 };
		expect(late(4_500, { nowSec: 9_599, lastSnapshotAtSec: 5_100 }, impatient)).toBeUndefined();
		expect(late(4_500, { nowSec: 10_700, lastSnapshotAtSec: 5_100 }, impatient)).toBe(7_100);
		expect(late(7_101, { nowSec: 10_700, lastSnapshotAtSec: 5_100 }, impatient)).toBeUndefined();
	});
	test("an hour after it is wanted where there is no window", () => {
		const { shutWindow: _shut, ...plain } = facts({ nowSec: 13_600 });
		expect(lateSince(policy, plain, 10_001)).toBeUndefined();
		expect(lateSince(policy, plain, 10_000)).toBe(10_000);
	});
	test("only if it is wanted: whatever but the window speaks against it keeps it from that", () => {
		expect(isWanted(windowed, facts(shut))).toBe(true);
		for (const given of [{ pendingWei: 999n }, { gasPriceWei: 8n }, { paused: true }, { unfinalised: true }])
			expect(isWanted(windowed, facts({ ...shut, ...given }))).toBe(false);
	});
});
