import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ETH } from "../../functions/core/hex.ts";
import type { Inflow } from "../../functions/core/inflow.ts";
import { TOKEN, word } from "../given/claim.ts";
import { aCursor, anInflow } from "../given/transaction.ts";
import { freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

/** functions/core/ports/ledger-store.ts */
export function ledgerSuite(open: Open): void {
	const ledger = () => open().ledger;
	const derivedRow = (given: Partial<Inflow>): Inflow => {
		const { transactionHash: _none, ...row } = anInflow({ blockNumber: 5, derived: { lastBlock: 10 }, ...given });
		return row;
	};
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
			expect(await wins((n) => ledger().moveCursor(tokenId, aCursor({ blockHash: word(n) })))).toBe(1);
			expect(await ledger().moveCursor(tokenId, aCursor())).toBe(false);
		});
		test("comes back as it was, up to 2^256 - 1", async () => {
			const tokenId = freshName();
			const totals = { [TOKEN]: UINT_MAX, [ETH]: 0n };
			const reading = { blockNumber: 2, snapshotId: 3n, pendingWei: UINT_MAX, balanceWei: 1n, supply: 2n };
			const apart = { outflows: totals, unattributed: { [ETH]: UINT_MAX } };
			const mark = { blockNumber: 3, blockHash: word(3), inflowCount: 2, totals, ...apart, reading };
			const fork = { generation: 7, above: 3, upTo: 9 };
			const unwritten = [derivedRow({ amount: UINT_MAX })];
			const cursor = aCursor({
				totals,
				...apart,
				generation: 7,
				earlier: [mark],
				forks: [fork],
				unwrittenFrom: 4,
				reading,
				unwritten,
			});
			await ledger().moveCursor(tokenId, cursor);
			expect(await ledger().cursor(tokenId)).toEqual(cursor);
		});
		test("is moved by exactly one of many at the same time", async () => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor());
			const move = (n: number) =>
				ledger().moveCursor(tokenId, aCursor({ version: 2, blockNumber: 11 + n, blockHash: word(11 + n) }));
			expect(await wins(move)).toBe(1);
		});
		test("does not move from an older version, from a later one, or when there is none", async () => {
			const tokenId = freshName();
			const to = (version: number) => ledger().moveCursor(tokenId, aCursor({ version, blockHash: word(12) }));
			expect(await to(2)).toBe(false);
			await ledger().moveCursor(tokenId, aCursor());
			expect([await to(1), await to(3)]).toEqual([false, false]);
			expect(await ledger().cursor(tokenId)).toEqual(aCursor());
		});
		test("loses by a move what the move leaves out", async () => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor({ unwrittenFrom: 4 }));
			await ledger().moveCursor(tokenId, aCursor({ version: 2 }));
			expect(await ledger().cursor(tokenId)).not.toHaveProperty("unwrittenFrom");
		});
	});

	describe("a rewind", () => {
		const fork = { generation: 1, above: 10, upTo: 14 };
		const old = (tokenId: string) =>
			[10, 11, 14, 15].map((blockNumber) => anInflow({ tokenId, blockNumber, blockHash: word(blockNumber) }));
		const heights = async (tokenId: string) =>
			(await ledger().inflows(tokenId, 50)).inflows.map(({ blockNumber }) => blockNumber);

		test("takes the rows of replaced blocks out of the list, also those that are written later", async () => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor({ generation: 1, forks: [fork] }));
			await ledger().append(old(tokenId), 0);
			expect(await heights(tokenId)).toEqual([15, 10]);
			expect(await ledger().inflows(tokenId, 1)).toMatchObject({ inflows: [{ blockNumber: 15 }] });
		});
		test("leaves the rows that were written after it, of the same block too", async () => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor({ generation: 1, forks: [fork] }));
			await ledger().append(old(tokenId).slice(1, 3), 1);
			await ledger().append(old(tokenId).slice(1, 3), 0);
			expect(await heights(tokenId)).toEqual([14, 11]);
		});
		test("judges a derived row by the block with which it was booked, and not by its first one", async () => {
			const tokenId = freshName();
			const [kept, gone] = [10, 11].map((lastBlock) => derivedRow({ tokenId, derived: { lastBlock } }));
			await ledger().append([kept as Inflow], 0);
			await ledger().moveCursor(tokenId, aCursor({ generation: 1, forks: [fork] }));
			await ledger().append([gone as Inflow], 0);
			expect((await ledger().inflows(tokenId, 5)).inflows).toEqual([kept]);
			await ledger().removeSuperseded(tokenId, fork);
			await ledger().moveCursor(tokenId, aCursor({ version: 2, generation: 1 }));
			expect((await ledger().inflows(tokenId, 5)).inflows).toEqual([kept]);
		});
		test("removes them, and no others", async () => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor());
			for (const row of old(tokenId)) await ledger().append([row], 0); // each with a move of its own
			await ledger().append([anInflow({ tokenId, blockNumber: 12 })], 1);
			await ledger().removeSuperseded(tokenId, fork);
			await ledger().removeSuperseded(tokenId, fork);
			expect(await heights(tokenId)).toEqual([15, 12, 10]);
		});
		test("removes hundreds", async () => {
			const tokenId = freshName();
			const many = Array.from({ length: 230 }, (_, logIndex) => anInflow({ tokenId, blockNumber: 12, logIndex }));
			await ledger().append(many, 0);
			for (const row of old(tokenId)) await ledger().append([row], 0);
			await ledger().removeSuperseded(tokenId, fork);
			expect(await heights(tokenId)).toEqual([15, 10]);
		});
	});

	describe("a token's inflows", () => {
		test("come back as they were, up to 2^256 - 1", async () => {
			const row = anInflow({ tokenId: freshName(), amount: UINT_MAX, logIndex: 9_999, blockNumber: 2 ** 33 });
			await ledger().append([row], 0);
			expect((await ledger().inflows(row.tokenId, 5)).inflows).toEqual([row]);
		});
		test("that are derived come back as they were, among the others by their last block", async () => {
			const tokenId = freshName();
			const derived = derivedRow({ tokenId, blockNumber: 3, derived: { lastBlock: 12 } });
			const others = [11, 13].map((blockNumber) => anInflow({ tokenId, blockNumber, blockHash: word(blockNumber) }));
			await ledger().append([derived, ...others], 0);
			expect((await ledger().inflows(tokenId, 5)).inflows).toEqual([others[1], derived, others[0]]);
		});
		test("stay the same when appended again, also at the same time", async () => {
			const tokenId = freshName();
			const rows = [0, 1, 2].map((logIndex) => anInflow({ tokenId, logIndex }));
			await Promise.all([ledger().append(rows, 0), ledger().append(rows, 0), ledger().append(rows.toReversed(), 0)]);
			expect((await ledger().inflows(tokenId, 50)).inflows).toEqual(rows.toReversed());
		});
		test("come back by the hundreds as they were appended, page by page", async () => {
			const tokenId = freshName();
			const rows = Array.from({ length: 1_100 }, (_, n) =>
				anInflow({
					tokenId,
					blockNumber: Math.floor(n / 7),
					blockHash: word(Math.floor(n / 7)),
					transactionHash: word(Math.floor(n / 3)),
					source: n % 5 === 0 ? TOKEN : ETH,
					logIndex: n % 7,
					amount: BigInt(n),
				}),
			);
			await ledger().append(rows, 0);
			const found = await pages(tokenId, 90);
			expect(found.flat()).toEqual(rows.toReversed());
			expect(found.map(({ length }) => length)).toEqual([...Array(12).fill(90), 20]);
		});
		test("differ when they stand in another block of the same height", async () => {
			const tokenId = freshName();
			await ledger().append([anInflow({ tokenId }), anInflow({ tokenId, blockHash: word(11) })], 0);
			expect((await ledger().inflows(tokenId, 50)).inflows).toHaveLength(2);
		});
		test("come newest first and whole, without duplicates or the cursor, whatever the page size", async () => {
			const at = fc.record({ blockNumber: fc.integer({ min: 1, max: 2000 }), logIndex: fc.nat({ max: 120 }) });
			const places = fc.uniqueArray(at, { selector: (one) => `${one.blockNumber}/${one.logIndex}`, maxLength: 12 });
			await fc.assert(
				fc.asyncProperty(places, fc.integer({ min: 1, max: 14 }), async (all, limit) => {
					const tokenId = freshName();
					await ledger().moveCursor(tokenId, aCursor());
					await ledger().append(
						all.map((one) => anInflow({ tokenId, ...one })),
						0,
					);
					await ledger().append([anInflow({ tokenId: `${tokenId}-2` })], 0);
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
			await ledger().moveCursor(tokenId, aCursor());
			expect(await ledger().inflows(tokenId, 1)).toEqual({ inflows: [] });
		});
		test.each([
			["", 0],
			["#", 0],
			["0", 0],
			["~", 1],
		])("can be asked for after %j, which no page ever named: what sorts below it", async (after, found) => {
			const tokenId = freshName();
			await ledger().moveCursor(tokenId, aCursor());
			await ledger().append([anInflow({ tokenId })], 0);
			const page = await ledger().inflows(tokenId, 5, after);
			expect(page.inflows).toHaveLength(found);
			expect(page.next).toBeUndefined();
		});
	});
}
