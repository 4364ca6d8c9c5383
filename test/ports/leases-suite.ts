import { describe, expect, test } from "@jest/globals";
import { freshName, type Open, wins } from "./fresh.ts";

/** functions/core/ports/lease-store.ts */
export function leasesSuite(open: Open): void {
	const leases = () => open().leases;

	describe("a lease", () => {
		test("is held by one of many at the same time", async () => {
			const key = freshName();
			expect(await wins((n) => leases().acquire(key, `worker-${n}`, 1_000, 500))).toBe(1);
		});
		test("is exclusive until its time is up, and not a millisecond longer", async () => {
			const key = freshName();
			expect(await leases().acquire(key, "a", 1_000, 500)).toBe(true);
			expect(await leases().acquire(key, "b", 1_499, 500)).toBe(false);
			expect(await leases().acquire(key, "b", 1_500, 500)).toBe(true);
			expect(await leases().acquire(key, "a", 1_501, 500)).toBe(false);
		});
		test("that has run out goes to one of many at the same time", async () => {
			const key = freshName();
			await leases().acquire(key, "a", 1_000, 500);
			expect(await wins((n) => leases().acquire(key, `worker-${n}`, 2_000, 500))).toBe(1);
		});
		test("is extended by its owner", async () => {
			const key = freshName();
			await leases().acquire(key, "a", 1_000, 500);
			expect(await leases().acquire(key, "a", 1_400, 500)).toBe(true);
			expect(await leases().acquire(key, "b", 1_600, 500)).toBe(false);
		});
		test("is free as soon as its owner lets go of it", async () => {
			const key = freshName();
			await leases().acquire(key, "a", 1_000, 500);
			await leases().release(key, "a");
			expect(await leases().acquire(key, "b", 1_001, 500)).toBe(true);
		});
		test("is not let go of by somebody else, nor by a former owner", async () => {
			const key = freshName();
			await leases().acquire(key, "a", 1_000, 500);
			await leases().release(key, "b");
			expect(await leases().acquire(key, "b", 1_001, 500)).toBe(false);
			await leases().acquire(key, "b", 1_500, 500);
			await leases().release(key, "a");
			expect(await leases().acquire(key, "a", 1_501, 500)).toBe(false);
		});
		test("that nobody holds may be let go of", async () => {
			await expect(leases().release(freshName(), "a")).resolves.toBeUndefined();
		});
		test("is another for each key", async () => {
			expect(await leases().acquire(freshName(), "a", 1, 500)).toBe(true);
			expect(await leases().acquire(freshName(), "b", 1, 500)).toBe(true);
		});
	});
}
