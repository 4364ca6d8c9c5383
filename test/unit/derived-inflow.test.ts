import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { arrivedWei, nothingYet } from "../../functions/core/derived-inflow.ts";
import type { TokenReading } from "../../functions/core/inflow.ts";

const ETHER = 10n ** 18n;
const at = (given: Partial<TokenReading> = {}): TokenReading => ({ ...nothingYet(9), supply: 100n * ETHER, ...given });

describe("what has arrived between two readings", () => {
	test("is what is pending more, whatever was claimed meanwhile", () => {
		const before = at({ pendingWei: 3n, balanceWei: 1_000n });
		expect(arrivedWei(before, at({ pendingWei: 10n, balanceWei: 500n }), true)).toBe(7n);
		expect(arrivedWei(before, at({ pendingWei: 3n, balanceWei: 0n }), true)).toBe(0n);
	});
	test("is all that is pending after a snapshot, or the balance's growth if that is more", () => {
		const before = at({ pendingWei: 100n, balanceWei: 100n });
		expect(arrivedWei(before, at({ snapshotId: 1n, pendingWei: 4n, balanceWei: 60n }), true)).toBe(4n);
		expect(arrivedWei(before, at({ snapshotId: 1n, pendingWei: 4n, balanceWei: 111n }), true)).toBe(11n);
	});
	test("since the deployment is all there is", () => {
		expect(arrivedWei(nothingYet(1), at({ pendingWei: 5n, balanceWei: 5n }), true)).toBe(5n);
	});
	test("is still seen when burners took their part, where they get one", () => {
		const before = at({ pendingWei: 10n * ETHER, balanceWei: 10n * ETHER });
		const after = at({ supply: 50n * ETHER, pendingWei: 6n * ETHER, balanceWei: 7n * ETHER });
		expect(arrivedWei(before, after, true)).toBe(ETHER - 10_000n);
		expect(arrivedWei(before, after, false)).toBe(0n);
	});
});

/** A token's own books, as the reference keeps them. */
interface Books {
	percent: bigint;
	balance: bigint;
	unclaimed: bigint;
	redeemPool: bigint;
	redeemedEarly: bigint;
	supply: bigint;
	snapshotId: bigint;
}
const revenueOf = (books: Books): bigint => books.balance + books.redeemedEarly - books.unclaimed - books.redeemPool;
function read(books: Books): TokenReading {
	const rest = 100n - books.percent;
	// The smallest balance at which its view does not underflow.
	const early = rest === 0n ? 0n : (books.redeemedEarly * 100n + rest - 1n) / rest;
	const owed = books.unclaimed + books.redeemPool - books.redeemedEarly + early;
	const { snapshotId, balance, supply } = books;
	return { blockNumber: 1, snapshotId, balanceWei: balance, supply, pendingWei: balance - owed };
}
type Step = { kind: "earn"; wei: bigint } | { kind: "claim" | "burn"; perMille: bigint } | { kind: "snapshot" };
function run(books: Books, step: Step): bigint {
	if (step.kind === "earn") {
		books.balance += step.wei;
		return step.wei;
	}
	if (step.kind === "claim") {
		const paid = (books.unclaimed * step.perMille) / 1_000n;
		books.unclaimed -= paid;
		books.balance -= paid;
	} else if (step.kind === "burn") {
		const amount = (books.supply * step.perMille) / 1_000n;
		const part = revenueOf(books) * (100n - books.percent) - books.redeemedEarly * 100n;
		const early = (amount * part) / 100n / books.supply;
		const pooled = (amount * books.redeemPool) / books.supply;
		books.redeemedEarly += early;
		books.redeemPool -= pooled;
		books.balance -= early + pooled;
		books.supply -= amount;
	} else {
		const revenue = revenueOf(books);
		const claimable = (revenue * books.percent) / 100n;
		books.unclaimed += claimable;
		books.redeemPool += revenue - claimable - books.redeemedEarly;
		books.redeemedEarly = 0n;
		books.snapshotId += 1n;
	}
	return 0n;
}

describe("whatever happens between two readings", () => {
	const perMille = fc.bigInt({ min: 0n, max: 900n });
	const step = (...kinds: Step["kind"][]): fc.Arbitrary<Step> =>
		fc.oneof(
			...kinds.map((kind): fc.Arbitrary<Step> => {
				if (kind === "earn") return fc.bigInt({ min: 0n, max: 1_000n * ETHER }).map((wei) => ({ kind, wei }));
				if (kind === "snapshot") return fc.constant({ kind });
				return perMille.map((part) => ({ kind, perMille: part }));
			}),
		);
	const all = fc.array(step("earn", "claim", "burn", "snapshot"), { maxLength: 12 });
	const percent = fc.bigInt({ min: 0n, max: 100n });
	const fresh = (share: bigint): Books => ({
		percent: share,
		balance: 0n,
		unclaimed: 0n,
		redeemPool: 0n,
		redeemedEarly: 0n,
		supply: 10n ** 27n,
		snapshotId: 0n,
	});
	const between = (share: bigint, past: Step[], steps: Step[]) => {
		const books = fresh(share);
		for (const one of past) run(books, one);
		const before = read(books);
		const came = steps.reduce((sum, one) => sum + run(books, one), 0n);
		return { came, seen: arrivedWei(before, read(books), share < 100n) };
	};

	test("no more is booked than has arrived", () => {
		fc.assert(
			fc.property(percent, all, all, (share, past, steps) => {
				const { came, seen } = between(share, past, steps);
				expect(seen).toBeLessThanOrEqual(came);
			}),
		);
	});
	test("without snapshot and burn nothing is missed", () => {
		const quiet = fc.array(step("earn", "claim"), { maxLength: 12 });
		fc.assert(
			fc.property(percent, all, quiet, (share, past, steps) => {
				const { came, seen } = between(share, past, steps);
				expect(seen).toBe(came);
			}),
		);
	});
	test("of a snapshot alone nothing is missed", () => {
		const earn = fc.array(step("earn"), { maxLength: 3 });
		fc.assert(
			fc.property(percent, all, earn, earn, (share, past, before, after) => {
				const steps: Step[] = [...before, { kind: "snapshot" }, ...after];
				const { came, seen } = between(share, past, steps);
				expect(seen).toBe(came);
			}),
		);
	});
});

test("what came while nobody held the token is booked once, though its views tell of it only when somebody does", () => {
	const reading = (given: object) => ({ ...nothingYet(1), ...given });
	const [none, unheld, held] = [
		reading({}),
		reading({ balanceWei: 10_000n }),
		reading({ balanceWei: 10_000n, pendingWei: 10_000n, supply: 1n }),
	];
	expect([arrivedWei(none, unheld, false), arrivedWei(unheld, held, false)]).toEqual([10_000n, 0n]);
});
