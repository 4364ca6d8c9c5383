import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Address } from "../../functions/core/hex.ts";
import { newExpiryWatch } from "../../functions/core/payout.ts";
import { word } from "../given/claim.ts";
import { aCursor } from "../given/transaction.ts";
import { freshHolder, freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

/** functions/core/ports/payout-store.ts */
export function payoutsSuite(open: Open): void {
	const payouts = () => open().payouts;
	const owe = async (tokenId: string, holder: Address, owedWei: bigint): Promise<boolean> => {
		const row = await payouts().holder(tokenId, holder);
		if (!row) throw new Error("nobody of that name");
		return payouts().update({ ...row, version: row.version + 1, owedWei });
	};
	/** Whatever a list gives, page by page. */
	const whole = async (list: "holders" | "owed", tokenId: string, limit: number): Promise<Address[]> => {
		const found: Address[] = [];
		let after: string | undefined;
		for (let turn = 0; turn < 50; turn++) {
			const page = await payouts()[list](tokenId, limit, after);
			expect(page.holders.length).toBeLessThanOrEqual(limit);
			found.push(...page.holders.map(({ holder }) => holder));
			after = page.next;
			if (after === undefined) return found;
		}
		throw new Error("the list does not end");
	};

	describe("holders", () => {
		test("are kept once, and stay as they are when they are added again", async () => {
			const tokenId = freshName();
			const holders = Array.from({ length: 60 }, freshHolder);
			await payouts().add(tokenId, holders);
			const [one] = holders as [Address];
			expect(await payouts().holder(tokenId, one)).toEqual({ tokenId, holder: one, version: 1, owedWei: 0n });
			expect(await owe(tokenId, one, UINT_MAX)).toBe(true);
			await payouts().add(tokenId, [one, freshHolder()]);
			expect(await payouts().holder(tokenId, one)).toMatchObject({ version: 2, owedWei: UINT_MAX });
			expect((await whole("holders", tokenId, 7)).length).toBe(61);
			expect(await payouts().holder(freshName(), one)).toBeUndefined();
		});
		test("are changed by exactly one of many at the same time, and not from another version", async () => {
			const tokenId = freshName();
			const holder = freshHolder();
			await payouts().add(tokenId, [holder]);
			const row = { tokenId, holder, version: 2, owedWei: 5n };
			expect(await wins(() => payouts().update(row))).toBe(1);
			for (const version of [2, 4]) expect(await payouts().update({ ...row, version })).toBe(false);
			expect(await payouts().update({ ...row, holder: freshHolder() })).toBe(false);
		});
		test("that are owed something are listed most first, whatever the page size; others are not", async () => {
			const amount = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: UINT_MAX }));
			await fc.assert(
				fc.asyncProperty(fc.array(amount, { maxLength: 9 }), fc.integer({ min: 1, max: 10 }), async (wei, limit) => {
					const tokenId = freshName();
					const holders = wei.map(() => freshHolder());
					await payouts().add(tokenId, holders);
					await Promise.all(holders.map((holder, at) => owe(tokenId, holder, wei[at] ?? 0n)));
					const found = await whole("owed", tokenId, limit);
					const amounts = found.map((holder) => wei[holders.indexOf(holder)] ?? 0n);
					const wanted = wei.filter((one) => one > 0n).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
					expect(amounts).toEqual(wanted);
					expect(new Set(found).size).toBe(found.length);
				}),
				{ numRuns: 15 },
			);
		});
		test("leave the list when they are owed nothing any more, and take no other one with them", async () => {
			const tokenId = freshName();
			const holders = Array.from({ length: 4 }, freshHolder);
			await payouts().add(tokenId, holders);
			for (const [at, holder] of holders.entries()) await owe(tokenId, holder, BigInt(10 - at));
			const first = await payouts().owed(tokenId, 2);
			for (const at of [0, 1, 2]) await owe(tokenId, holders[at] as Address, 0n);
			const rest = await payouts().owed(tokenId, 2, first.next);
			expect(rest.holders.map(({ holder }) => holder)).toEqual([holders[3]]);
			expect(await whole("owed", tokenId, 5)).toEqual([holders[3]]);
		});
	});
	test("the cursor of the transfers moves by compare-and-set, apart from the ledger's", async () => {
		const tokenId = freshName();
		expect(await payouts().cursor(tokenId)).toBeUndefined();
		expect(await wins((n) => payouts().moveCursor(tokenId, aCursor({ blockNumber: n })))).toBe(1);
		expect(await payouts().moveCursor(tokenId, aCursor({ version: 3 }))).toBe(false);
		expect(await payouts().moveCursor(tokenId, aCursor({ version: 2, blockNumber: 70 }))).toBe(true);
		expect(await payouts().cursor(tokenId)).toMatchObject({ version: 2, blockNumber: 70 });
		expect(await open().ledger.cursor(tokenId)).toBeUndefined();
	});
	test("what is weighed, and what ends soon, are kept by token and by snapshot", async () => {
		const tokenId = freshName();
		expect(await payouts().weighing(tokenId)).toBeUndefined();
		const progress = { snapshotId: 2n, isDone: false, after: "x" };
		await payouts().setWeighing(tokenId, progress);
		expect(await payouts().weighing(tokenId)).toEqual(progress);
		expect(await open().mandates.progress(tokenId)).toBeUndefined();
		expect(await payouts().firstOpen(tokenId)).toBeUndefined();
		for (const snapshotId of [3n, 2n ** 200n]) {
			await payouts().setFirstOpen(tokenId, snapshotId);
			expect(await payouts().firstOpen(tokenId)).toBe(snapshotId);
		}
		expect(await payouts().firstOpen(freshName())).toBeUndefined();
		const watch = { ...newExpiryWatch(2n, 5), after: "x", holders: 3, lostWei: UINT_MAX };
		await payouts().setExpiry(tokenId, watch);
		expect(await payouts().expiry(tokenId, 2n)).toEqual(watch);
		expect(await payouts().expiry(tokenId, 1n)).toBeUndefined();
		await payouts().setExpiry(tokenId, { ...watch, claimedAtMs: 7 });
		expect(await payouts().expiry(tokenId, 2n)).toEqual({ ...watch, claimedAtMs: 7 });
		const hold = { snapshotId: 2n, sinceMs: 5, askedMs: 6 };
		expect(await payouts().hold(tokenId, 2n)).toBeUndefined();
		await payouts().setHold(tokenId, hold);
		expect(await payouts().hold(tokenId, 2n)).toEqual(hold);
		expect(await payouts().hold(tokenId, 1n)).toBeUndefined();
	});
	test("a holder who is tried again is listed when his time has come, by the last word on him", async () => {
		const tokenId = freshName();
		const [first, second] = [freshHolder(), freshHolder()];
		const kept = (holder: Address, tries: number, atMs?: number) => ({
			...{ tokenId, holder, of: word(1), tries },
			...(atMs === undefined ? {} : { atMs }),
		});
		expect(await payouts().retry(tokenId, first)).toBeUndefined();
		await payouts().tryAgain(kept(first, 1, 100));
		await payouts().tryAgain(kept(second, 1, 200));
		await payouts().tryAgain(kept(first, 2, 300));
		expect(await payouts().retries(tokenId, 199, 9)).toEqual([]);
		expect(await payouts().retries(tokenId, 300, 9)).toEqual([kept(second, 1, 200), kept(first, 2, 300)]);
		expect(await payouts().retries(tokenId, 300, 1)).toEqual([kept(second, 1, 200)]);
		expect(await payouts().retries(freshName(), 300, 9)).toEqual([]);
		await payouts().endWait(kept(first, 1, 100)); // kept anew meanwhile
		await payouts().endWait(kept(second, 1, 200));
		expect(await payouts().retries(tokenId, 300, 9)).toEqual([kept(first, 2, 300)]);
		expect(await payouts().retry(tokenId, second)).toEqual(kept(second, 1));
		await payouts().tryAgain(kept(first, 3));
		expect(await payouts().retries(tokenId, 300, 9)).toEqual([]);
	});
	test("of a holder's words the one that was signed last stays, in whatever order and however many at once they come", async () => {
		const tokenId = freshName();
		const holder = freshHolder();
		const said = (signedAtSec: number, isOut: boolean) => ({ tokenId, holder, isOut, signedAtSec, signature: word(1) });
		expect(await payouts().optOut(tokenId, holder)).toBeUndefined();
		await Promise.all([3, 1, 9, 4, 7].map((sec) => payouts().setOptOut(said(sec, sec === 9))));
		expect(await payouts().optOut(tokenId, holder)).toEqual(said(9, true));
		expect(await payouts().setOptOut(said(9, false))).toBe(false);
		expect(await payouts().setOptOut(said(10, false))).toBe(true);
		expect(await payouts().optOut(tokenId, freshHolder())).toBeUndefined();
	});
}
