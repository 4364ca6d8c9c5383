import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ChainWord, type Check, checkAgainstChain, checkItself } from "../../functions/core/check-statement.ts";
import { readStatement, toCsv, toFile } from "../../functions/core/statement.ts";
import { aPayment, aStatement, BLOCK } from "../given/statement.ts";

const { statement, payments, books } = aStatement(7);
const { chainId, token: address } = statement.head;
const first = { timestampSec: 100 };
const word: ChainWord = {
	token: { chainId, address, startBlock: 0 },
	first,
	block: BLOCK,
	payments,
	books,
};
const files = { json: JSON.stringify(toFile(statement), null, "\t"), csv: toCsv(statement) };
const isFine = (checks: Check[]): boolean => checks.every(({ ok }) => ok);
/** What `verify` does with a file; a file that can't be read is refused, too. */
function holds(text: string): boolean {
	try {
		const read = readStatement(text);
		// The chain is asked for the block at the stated height.
		const block = read.head.block.number === BLOCK.number ? BLOCK : undefined;
		return isFine([...checkItself(read), ...checkAgainstChain(read, { ...word, block })]);
	} catch {
		return false;
	}
}

describe.each(Object.entries(files))("a statement as %s", (_format, text) => {
	test("holds as it was written", () => expect(holds(text)).toBe(true));

	test("says the same when it is read", () => {
		expect(readStatement(text)).toMatchObject({ head: statement.head, payments: statement.payments });
	});
	test("does not hold with any one digit changed", () => {
		const digits = [...text.matchAll(/[0-9a-f]/gi)].map(({ index }) => index);
		fc.assert(
			fc.property(fc.constantFrom(...digits), fc.constantFrom(..."0123456789abcdef"), (at, digit) => {
				const tampered = text.slice(0, at) + digit + text.slice(at + 1);
				// Hexadecimal in another letter case is the same number.
				if (tampered.toLowerCase() !== text.toLowerCase()) expect(holds(tampered)).toBe(false);
			}),
			{ numRuns: 200 },
		);
	});
});

describe("a statement that was made anew, root and all, does not hold when", () => {
	const made = (change: (rows: typeof payments) => typeof payments): boolean => {
		const { head } = statement;
		const changed = change(structuredClone(payments));
		const sums = books.map((book) => {
			const claimed = changed
				.filter((one) => one.snapshotId === book.snapshotId)
				.reduce((sum, { amount }) => sum + amount, 0n);
			return { ...book, claimed, paid: claimed };
		});
		const again = { head: { ...aStatement(0).statement.head, ...head }, payments: changed };
		const file = toFile({ head: { ...again.head, snapshots: sums }, payments: changed });
		return holds(JSON.stringify(file));
	};
	test("nothing is changed, it does", () => expect(made((rows) => rows)).toBe(true));
	test("a payment is left out", () => expect(made((rows) => rows.slice(1))).toBe(false));
	test("a payment is invented", () => expect(made((rows) => [...rows, aPayment(50)])).toBe(false));
	test("a payment stands there twice", () => expect(made((rows) => [...rows, rows[0] as never])).toBe(false));
	test("an amount is moved from one holder to another", () =>
		expect(
			made(
				([a, b, c, ...rest]) =>
					[{ ...a, amount: (a?.amount ?? 0n) - 1n }, b, { ...c, amount: (c?.amount ?? 0n) + 1n }, ...rest] as never,
			),
		).toBe(false));
});

describe("held against the chain it fails when", () => {
	const fails = (given: Partial<typeof word>) => !isFine(checkAgainstChain(statement, { ...word, ...given }));
	test("another block stands at its height, or none", () => {
		expect(fails({ block: { ...BLOCK, hash: `0x${"1".repeat(64)}` } })).toBe(true);
		expect(fails({ block: undefined as never })).toBe(true);
	});
	test("it is another token's, or begins after the token", () => {
		expect(fails({ token: { ...word.token, chainId: 2 } })).toBe(true);
		expect(isFine(checkAgainstChain({ ...statement, head: { ...statement.head, fromBlock: 1 } }, word))).toBe(false);
		const since = (firstSnapshotAtSec: number) => fails({ token: { ...word.token, firstSnapshotAtSec } });
		expect([since(100), since(99)]).toEqual([false, true]);
	});
	test("the token's books know more than its events", () => {
		expect(fails({ books: books.map((book) => ({ ...book, claimed: book.claimed + 1n })) })).toBe(true);
	});
	test("and says so when the books could not be read, instead of passing over it", () => {
		const { books: _none, ...rest } = word;
		expect(checkAgainstChain(statement, rest).filter(({ isSkipped }) => isSkipped)).toHaveLength(1);
	});
});

test("an empty statement has no root, and holds", () => {
	const empty = aStatement(0);
	expect(empty.statement.head.root).toBeUndefined();
	expect(isFine(checkItself(readStatement(JSON.stringify(toFile(empty.statement)))))).toBe(true);
});
