import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { judgeSnapshot, type SnapshotFacts, type SnapshotPolicy } from "../../functions/core/snapshot-policy.ts";

const policy: SnapshotPolicy = { minRevenueWei: 1_000n, maxWaitSec: 600, minRevenuePerGasCost: 20, gasPriceCapWei: 7n };
const facts = (given: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
	pendingWei: 1_000n,
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
	});

	test("a snapshot is never due when empty, paused, unfinalised, early, without supply, or below what the token takes", () => {
		fc.assert(
			fc.property(anyPolicy, anyFacts, (given, now) => {
				if (!judgeSnapshot(given, now).due) return;
				expect(now.pendingWei).toBeGreaterThan(0n);
				expect(now.supply).toBeGreaterThan(0n);
				expect(now.unfinalised || now.paused).toBe(false);
				expect(now.nowSec).toBeGreaterThanOrEqual(now.nextSnapshotAtSec);
				expect(now.pendingWei).toBeGreaterThanOrEqual(now.tokenMinRevenueWei);
			}),
			{ numRuns: 1000 },
		);
	});
	test("more revenue never makes a due snapshot undue", () => {
		fc.assert(
			fc.property(anyPolicy, anyFacts, wei, (given, now, more) => {
				if (!judgeSnapshot(given, now).due) return;
				expect(judgeSnapshot(given, { ...now, pendingWei: now.pendingWei + more })).toEqual({ due: true });
			}),
			{ numRuns: 1000 },
		);
	});
});
