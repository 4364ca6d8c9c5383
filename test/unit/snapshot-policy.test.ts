import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { judgeSnapshot, type SnapshotFacts, type SnapshotPolicy } from "../../functions/core/snapshot-policy.ts";

const policy: SnapshotPolicy = { minRevenueWei: 1_000n, maxWaitSec: 600, minRevenuePerGasCost: 20 };
const facts = (given: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
	pendingWei: 1_000n,
	supply: 1n,
	nextSnapshotAtSec: 10_000,
	blocksToWait: 0,
	lastSnapshotAtSec: 9_900,
	tokenMinRevenueWei: 100n,
	nowSec: 10_000,
	gasCostWei: 50n,
	unfinalised: false,
	...given,
});
const judge = (given: Partial<SnapshotFacts> = {}) => judgeSnapshot(policy, facts(given));

describe("a snapshot is due", () => {
	test("at the policy's minimum, at the token's time, at exactly the worth", () => {
		expect(judge()).toEqual({ due: true });
	});
	test("after the longest wait with less than the policy's minimum and worth", () => {
		expect(judge({ pendingWei: 100n, lastSnapshotAtSec: 9_400, gasCostWei: 10n ** 9n })).toEqual({ due: true });
	});
});

describe("a snapshot is not due", () => {
	const cases: [string, string, Partial<SnapshotFacts>][] = [
		["unfinalised", "while our last one is not final", { unfinalised: true }],
		["too_early", "a second before the token allows it", { nowSec: 9_999 }],
		["too_early", "a block before the token allows it", { blocksToWait: 1 }],
		["no_revenue", "with nothing pending", { pendingWei: 0n }],
		["no_supply", "with no supply", { supply: 0n }],
		["below_minimum", "a wei below the token's own minimum", { pendingWei: 99n }],
		["below_minimum", "below the token's minimum however long it waited", { pendingWei: 99n, lastSnapshotAtSec: 0 }],
		["below_minimum", "a wei below the policy's minimum", { pendingWei: 999n }],
		["below_minimum", "a second before the longest wait", { pendingWei: 999n, lastSnapshotAtSec: 9_401 }],
		["not_worth_gas", "a wei too dear", { gasCostWei: 51n }],
	];
	test.each(cases)("%s: %s", (reason, _rule, given) => expect(judge(given)).toEqual({ due: false, reason }));

	test("for the first reason against it", () => {
		expect(judge({ unfinalised: true, nowSec: 0, pendingWei: 0n })).toMatchObject({ reason: "unfinalised" });
		expect(judge({ nowSec: 0, pendingWei: 0n })).toMatchObject({ reason: "too_early" });
		expect(judge({ pendingWei: 0n, supply: 0n })).toMatchObject({ reason: "no_revenue" });
	});
});

describe("whatever the policy and the facts", () => {
	const wei = fc.bigInt({ min: 0n, max: 10n ** 20n });
	const sec = fc.nat({ max: 2_000_000_000 });
	const anyPolicy = fc.record({ minRevenueWei: wei, maxWaitSec: sec, minRevenuePerGasCost: fc.nat({ max: 1000 }) });
	const anyFacts = fc.record({
		pendingWei: fc.oneof(fc.constant(0n), wei),
		supply: fc.oneof(fc.constant(0n), wei),
		nextSnapshotAtSec: sec,
		blocksToWait: fc.oneof(fc.constant(0), fc.nat({ max: 2_000 })),
		lastSnapshotAtSec: sec,
		tokenMinRevenueWei: wei,
		nowSec: sec,
		gasCostWei: wei,
		unfinalised: fc.boolean(),
	});

	test("a snapshot is never due when empty, unfinalised, early, without supply, or below what the token takes", () => {
		fc.assert(
			fc.property(anyPolicy, anyFacts, (given, now) => {
				if (!judgeSnapshot(given, now).due) return;
				expect(now.pendingWei).toBeGreaterThan(0n);
				expect(now.supply).toBeGreaterThan(0n);
				expect(now.unfinalised).toBe(false);
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
