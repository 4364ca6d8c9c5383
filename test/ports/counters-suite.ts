import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { freshName, type Open, WORKERS, wins } from "./fresh.ts";

const LATER_SEC = 4_000_000_000;

/** functions/core/ports/counter-store.ts; `digits`: how many of a sum the database keeps. */
export function countersSuite(open: Open, digits = 38): void {
	const counters = () => open().counters;

	describe("a counter", () => {
		test("never passes its limit by one, however many add at the same time", async () => {
			const key = freshName();
			expect(await wins(() => counters().add(key, 1n, 7n, LATER_SEC))).toBe(7);
			expect(await counters().total(key)).toBe(7n);
		});
		test("takes amounts beyond JavaScript's numbers, exactly", async () => {
			const key = freshName();
			const amount = 10n ** BigInt(digits - 8) + 1n;
			expect(await wins(() => counters().add(key, amount, amount * 3n, LATER_SEC))).toBe(3);
			expect(await counters().total(key)).toBe(amount * 3n);
			expect(await counters().add(key, 1n, amount * 3n, LATER_SEC)).toBe(false);
			expect(await counters().add(key, 1n, amount * 3n + 1n, LATER_SEC)).toBe(true);
		});
		test("refuses an amount that is above the limit by itself", async () => {
			const key = freshName();
			expect(await counters().add(key, 8n, 7n, LATER_SEC)).toBe(false);
			expect(await counters().total(key)).toBe(0n);
			expect(await counters().add(key, 7n, 7n, LATER_SEC)).toBe(true);
		});
		test("is the sum of what it took, within the limit of each, whatever amounts come at the same time", async () => {
			const amount = fc.bigInt({ min: 0n, max: 10n ** BigInt(digits - 2) });
			await fc.assert(
				fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 12 }), amount, async (amounts, limit) => {
					const key = freshName();
					const took = await Promise.all(amounts.map((one) => counters().add(key, one, limit, LATER_SEC)));
					const sum = amounts.reduce((total, one, at) => (took[at] ? total + one : total), 0n);
					expect(await counters().total(key)).toBe(sum);
					expect(sum).toBeLessThanOrEqual(limit);
					// What was refused would have passed the limit, even alone with what was taken.
					for (const [at, one] of amounts.entries()) if (!took[at]) expect(sum + one).toBeGreaterThan(limit);
				}),
				{ numRuns: 20 },
			);
		});
		test("takes nothing more when the limit is lowered below it, and goes on when it is raised", async () => {
			const key = freshName();
			expect(await counters().add(key, 5n, 10n, LATER_SEC)).toBe(true);
			expect(await counters().add(key, 1n, 4n, LATER_SEC)).toBe(false);
			expect(await counters().add(key, 6n, 11n, LATER_SEC)).toBe(true);
			expect(await counters().total(key)).toBe(11n);
		});
		test("gives back what is taken off, whatever the limit is by then", async () => {
			const key = freshName();
			expect(await counters().add(key, 5n, 10n, LATER_SEC)).toBe(true);
			await counters().takeOff(key, 5n);
			expect(await counters().total(key)).toBe(0n);
			expect(await counters().add(key, 3n, 3n, LATER_SEC)).toBe(true);
		});
		test("is another for each key", async () => {
			const [a, b] = [freshName(), freshName()];
			await Promise.all(Array.from({ length: WORKERS }, () => counters().add(a, 2n, 1_000n, LATER_SEC)));
			expect([await counters().total(a), await counters().total(b)]).toEqual([BigInt(WORKERS) * 2n, 0n]);
		});
	});
}
