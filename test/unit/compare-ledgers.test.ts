import { expect, test } from "@jest/globals";
import { compareLedgers, type LedgerRow } from "../../functions/core/compare-ledgers.ts";
import { ETH } from "../../functions/core/hex.ts";

const rows = [1, 2, 3].map(
	(n): LedgerRow => ({
		asset: ETH,
		amount: BigInt(n),
		source: ETH,
		blockNumber: n,
		blockHash: `0x0${n}`,
		logIndex: 0,
		transactionHash: "0x",
	}),
);
const end = { blockNumber: 9, blockHash: "0x09" as const, inflowCount: 3, totals: [{ asset: ETH, amount: 6n }] };
const chain = { rows, blockHash: "0x09" as const };
const kinds = (given: { chain?: Partial<typeof chain>; rows?: LedgerRow[]; end?: Partial<typeof end> }) =>
	compareLedgers({ ...chain, ...given.chain }, { rows: given.rows ?? rows, end: { ...end, ...given.end } }).map(
		({ kind }) => kind,
	);

test("a ledger that is the chain's differs in nothing, in whatever order", () => {
	expect(kinds({})).toEqual([]);
	expect(kinds({ rows: rows.toReversed() })).toEqual([]);
});
test("a row that is lacking, too many, or of another amount is named", () => {
	expect(kinds({ rows: rows.slice(1) })).toEqual(["missing"]);
	expect(kinds({ chain: { rows: rows.slice(1) } })).toEqual(["extra", "count", "total"]);
	expect(kinds({ rows: rows.map((row) => ({ ...row, amount: 5n })) })).toEqual(["differs", "differs", "differs"]);
});
test("the same height in another block is both lacking and too many", () => {
	const [first, ...rest] = rows;
	expect(kinds({ rows: [{ ...(first as LedgerRow), blockHash: "0xff" }, ...rest] })).toEqual(["missing", "extra"]);
});
test("the cursor's block, count and sums are compared, too", () => {
	expect(kinds({ end: { blockHash: "0x08" as never } })).toEqual(["block"]);
	expect(kinds({ chain: { blockHash: undefined as never } })).toEqual(["block"]);
	expect(kinds({ end: { inflowCount: 4 } })).toEqual(["count"]);
	expect(kinds({ end: { totals: [] } })).toEqual(["total"]);
});
