import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Inflow } from "../../functions/core/inflow.ts";
import { TOKEN, word } from "../given/claim.ts";
import { aCursor, anInflow } from "../given/transaction.ts";
import { freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

/** functions/core/ports/ledger-store.ts */
export function ledgerSuite(open: Open): void {
	const ledger = () => open().ledger;
	const place = ({ blockNumber, logIndex }: Inflow): [number, number] => [blockNumber, logIndex];
	const pages = async (tokenId: string, limit: number): Promise<Inflow[][]> => {
		const found: Inflow[][] = [];
		let after: string | undefined;
		do {
			const page = await ledger().inflows(tokenId, limit, after);
			found.push(page.inflows);
			after = page.next;
		} while (after !== undefined && found.length < 50);
		return found;
	};

	describe("a token's cursor", () => {
		test("is unknown at first, and starts once", async () => {
			const tokenId = freshName();
			expect(await ledger().cursor(tokenId)).toBeUndefined();
			expect(await wins((n) => ledger().advance(tokenId, undefined, aCursor({ blockHash: word(n) })))).toBe(1);
			expect(await ledger().advance(tokenId, undefined, aCursor())).toBe(false);
		});
		test("comes back as it was, up to 2^256 - 1", async () => {
			const tokenId = freshName();
			const cursor = aCursor({ totals: { [TOKEN]: UINT_MAX, "0x0000000000000000000000000000000000000000": 0n } });
			await ledger().advance(tokenId, undefined, cursor);
			expect(await ledger().cursor(tokenId)).toEqual(cursor);
		});
		test("comes back with the reading of a token without events", async () => {
			const tokenId = freshName();
			const reading = { blockNumber: 10, snapshotId: 3n, pendingWei: UINT_MAX, balanceWei: 1n, supply: 2n };
			await ledger().advance(tokenId, undefined, aCursor({ reading }));
			expect(await ledger().cursor(tokenId)).toEqual(aCursor({ reading }));
		});
		test("is advanced by exactly one of many at the same time", async () => {
			const tokenId = freshName();
			const from = aCursor();
			await ledger().advance(tokenId, undefined, from);
			const advance = (n: number) =>
				ledger().advance(tokenId, from, aCursor({ blockNumber: 11 + n, blockHash: word(11 + n) }));
			expect(await wins(advance)).toBe(1);
		});
		test("does not move from another hash, nor when there is none", async () => {
			const tokenId = freshName();
			const to = aCursor({ blockNumber: 12, blockHash: word(12) });
			expect(await ledger().advance(tokenId, aCursor(), to)).toBe(false);
			await ledger().advance(tokenId, undefined, aCursor());
			expect(await ledger().advance(tokenId, aCursor({ blockHash: word(99) }), to)).toBe(false);
			expect(await ledger().cursor(tokenId)).toEqual(aCursor());
		});
	});

	describe("a token's inflows", () => {
		test("come back as they were, up to 2^256 - 1", async () => {
			const row = anInflow({ tokenId: freshName(), amount: UINT_MAX, logIndex: 9_999, blockNumber: 2 ** 33 });
			await ledger().append([row]);
			expect((await ledger().inflows(row.tokenId, 5)).inflows).toEqual([row]);
		});
		test("stay the same when appended again, also at the same time", async () => {
			const tokenId = freshName();
			const rows = [0, 1, 2].map((logIndex) => anInflow({ tokenId, logIndex }));
			await Promise.all([ledger().append(rows), ledger().append(rows), ledger().append(rows.toReversed())]);
			await ledger().append(rows.slice(1));
			expect((await ledger().inflows(tokenId, 50)).inflows).toEqual(rows.toReversed());
		});
		test("that are derived are overwritten by what is known later", async () => {
			const tokenId = freshName();
			const { transactionHash: _none, ...rest } = anInflow({ tokenId, derived: { lastBlock: 12 } });
			await ledger().append([rest]);
			const later = { ...rest, amount: rest.amount + 1n, derived: { lastBlock: 20 } };
			await ledger().append([later]);
			expect((await ledger().inflows(tokenId, 5)).inflows).toEqual([later]);
		});
		test("differ when they stand in another block of the same height", async () => {
			const tokenId = freshName();
			await ledger().append([anInflow({ tokenId }), anInflow({ tokenId, blockHash: word(11) })]);
			expect((await ledger().inflows(tokenId, 50)).inflows).toHaveLength(2);
		});
		test("come newest first and whole, without duplicates or the cursor, whatever the page size", async () => {
			const at = fc.record({ blockNumber: fc.integer({ min: 1, max: 2000 }), logIndex: fc.nat({ max: 120 }) });
			const places = fc.uniqueArray(at, { selector: (one) => `${one.blockNumber}/${one.logIndex}`, maxLength: 12 });
			await fc.assert(
				fc.asyncProperty(places, fc.integer({ min: 1, max: 14 }), async (all, limit) => {
					const tokenId = freshName();
					await ledger().advance(tokenId, undefined, aCursor());
					await ledger().append(all.map((one) => anInflow({ tokenId, ...one })));
					await ledger().append([anInflow({ tokenId: `${tokenId}-2` })]);
					const found = await pages(tokenId, limit);
					const newestFirst = all.toSorted((a, b) => b.blockNumber - a.blockNumber || b.logIndex - a.logIndex);
					expect(found.flat().map(place)).toEqual(
						newestFirst.map(({ blockNumber, logIndex }) => [blockNumber, logIndex]),
					);
					expect(found).toHaveLength(Math.max(1, Math.ceil(all.length / limit)));
				}),
				{ numRuns: 15 },
			);
		});
		test("are none for a token that has only a cursor", async () => {
			const tokenId = freshName();
			await ledger().advance(tokenId, undefined, aCursor());
			expect(await ledger().inflows(tokenId, 1)).toEqual({ inflows: [] });
		});
		test.each([
			["", 0],
			["#", 0],
			["0", 0],
			["~", 1],
		])("can be asked for after %j, which no page ever named: what sorts below it", async (after, found) => {
			const tokenId = freshName();
			await ledger().advance(tokenId, undefined, aCursor());
			await ledger().append([anInflow({ tokenId })]);
			const page = await ledger().inflows(tokenId, 5, after);
			expect(page.inflows).toHaveLength(found);
			expect(page.next).toBeUndefined();
		});
	});
}
