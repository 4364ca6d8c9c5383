import { describe, expect, test } from "@jest/globals";
import { ETH } from "../../functions/core/hex.ts";
import { type HistoryHead, type Period, startHead } from "../../functions/core/history.ts";
import { HOLDER, TOKEN, word } from "../given/claim.ts";
import { freshHolder, freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

const aPeriod = (more: Partial<Period> = {}): Period => ({
	version: 1,
	snapshotId: 1n,
	upToBlock: 9,
	revenue: [
		{ asset: ETH, source: HOLDER, amount: UINT_MAX },
		{ asset: TOKEN, amount: 1n },
	],
	paid: [{ asset: ETH, amount: 5n }],
	payoutCount: 2,
	...more,
});
const aHead = (more: Partial<HistoryHead> = {}): HistoryHead => ({
	...startHead(5, 1),
	blockHash: word(4),
	paid: [{ asset: ETH, amount: UINT_MAX }],
	...more,
});

/** functions/core/ports/history-store.ts */
export function historySuite(open: Open): void {
	const history = () => open().history;

	describe("a token's history", () => {
		test("has no head at first, starts once, and comes back as it was", async () => {
			const tokenId = freshName();
			expect(await history().head(tokenId)).toBeUndefined();
			expect(await wins((n) => history().moveHead(tokenId, aHead({ blockNumber: n })))).toBe(1);
			const head = aHead({ version: 2, openSnapshotId: 7n, payoutCount: 3, holderCount: 2 });
			expect(await history().moveHead(tokenId, head)).toBe(true);
			expect(await history().head(tokenId)).toEqual(head);
		});
		test("is moved by exactly one of many, and from no other version", async () => {
			const tokenId = freshName();
			expect(await history().moveHead(tokenId, aHead({ version: 2 }))).toBe(false);
			await history().moveHead(tokenId, aHead());
			expect(await history().moveHead(tokenId, aHead({ version: 3 }))).toBe(false);
			expect(await wins((n) => history().moveHead(tokenId, aHead({ version: 2, blockNumber: n })))).toBe(1);
		});
	});

	describe("a period", () => {
		test("comes back as it was, up to 2^256 - 1, taken or not", async () => {
			const tokenId = freshName();
			const taken = aPeriod({ snapshotId: 2n, takenAtBlock: 8 });
			for (const one of [aPeriod(), taken]) expect(await history().putPeriod(tokenId, 0, one)).toBe(true);
			expect(await history().period(tokenId, 0, 1n)).toEqual(aPeriod());
			expect(await history().period(tokenId, 0, 2n)).toEqual(taken);
			expect(await history().period(tokenId, 0, 3n)).toBeUndefined();
		});
		test("is written by exactly one of many, and from no other version", async () => {
			const tokenId = freshName();
			expect(await history().putPeriod(tokenId, 0, aPeriod({ version: 2 }))).toBe(false);
			expect(await wins((n) => history().putPeriod(tokenId, 0, aPeriod({ upToBlock: n })))).toBe(1);
			expect(await wins((n) => history().putPeriod(tokenId, 0, aPeriod({ version: 2, upToBlock: n })))).toBe(1);
		});
		test("is listed newest first, page by page, by number and not by text", async () => {
			const tokenId = freshName();
			for (let id = 1n; id <= 12n; id++) await history().putPeriod(tokenId, 0, aPeriod({ snapshotId: id }));
			const ids = async (limit: number, before?: bigint) =>
				(await history().periods(tokenId, 0, limit, before)).map(({ snapshotId }) => snapshotId);
			expect(await ids(5)).toEqual([12n, 11n, 10n, 9n, 8n]);
			expect(await ids(5, 8n)).toEqual([7n, 6n, 5n, 4n, 3n]);
			expect(await ids(5, 3n)).toEqual([2n, 1n]);
			expect(await ids(5, 1n)).toEqual([]);
		});
		test("of another generation or token is another one", async () => {
			const tokenId = freshName();
			await history().putPeriod(tokenId, 0, aPeriod());
			expect(await history().periods(tokenId, 1, 5)).toEqual([]);
			expect(await history().periods(freshName(), 0, 5)).toEqual([]);
			expect(await history().putPeriod(tokenId, 1, aPeriod())).toBe(true);
		});
	});

	describe("a holder's first payout", () => {
		test("stays where it was noted first, also among many at once", async () => {
			const [tokenId, holder] = [freshName(), freshHolder()];
			const noted = await Promise.all([3, 4, 5].map((block) => history().firstPaid(tokenId, 0, holder, block)));
			expect(new Set(noted).size).toBe(1);
			expect(await history().firstPaid(tokenId, 0, holder, 1)).toBe(noted[0]);
			expect(await history().firstPaid(tokenId, 1, holder, 7)).toBe(7);
		});
	});
}
