import { describe, expect, test } from "@jest/globals";
import { freshName, type Open, WORKERS, wins } from "./fresh.ts";

const LATER_SEC = 4_000_000_000;

/** functions/core/ports/counter-store.ts */
export function countersSuite(open: Open): void {
	const counters = () => open().counters;

	describe("a counter", () => {
		test("never passes its limit by one, however many add at the same time", async () => {
			const key = freshName();
			expect(await wins(() => counters().add(key, 1n, 7n, LATER_SEC))).toBe(7);
			expect(await counters().total(key)).toBe(7n);
		});
		test("takes amounts beyond JavaScript's numbers, exactly", async () => {
			const key = freshName();
			const amount = 10n ** 30n + 1n;
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
		test("is another for each key", async () => {
			const [a, b] = [freshName(), freshName()];
			await Promise.all(Array.from({ length: WORKERS }, () => counters().add(a, 2n, 1_000n, LATER_SEC)));
			expect([await counters().total(a), await counters().total(b)]).toEqual([BigInt(WORKERS) * 2n, 0n]);
		});
	});
}
