import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ETH } from "../../functions/core/hex.ts";
import { advanceCursor, type Inflow } from "../../functions/core/inflow.ts";
import { TOKEN, word } from "../given/claim.ts";
import { aCursor, anInflow } from "../given/transaction.ts";

const inflow: fc.Arbitrary<Inflow> = fc
	.record({ asset: fc.constantFrom(ETH, TOKEN), amount: fc.bigInt({ min: 0n, max: 2n ** 128n }) })
	.map(anInflow);
const at = (number: number) => ({ number, hash: word(number) });

describe("a ledger's cursor", () => {
	test("starts at the first range's last block", () => {
		expect(advanceCursor(undefined, at(9), [])).toEqual({
			blockNumber: 9,
			blockHash: word(9),
			inflowCount: 0,
			totals: {},
		});
	});
	test("keeps each asset's sum apart", () => {
		const rows = [anInflow({ amount: 2n }), anInflow({ asset: TOKEN, amount: 3n }), anInflow({ amount: 4n })];
		expect(advanceCursor(aCursor(), at(11), rows)).toEqual({
			blockNumber: 11,
			blockHash: word(11),
			inflowCount: 4,
			totals: { [ETH]: 11n, [TOKEN]: 3n },
		});
	});
	test("holds the same sums however the inflows are cut into ranges", () => {
		fc.assert(
			fc.property(fc.array(fc.array(inflow, { maxLength: 6 }), { maxLength: 8 }), (ranges) => {
				let cursor = advanceCursor(undefined, at(0), []);
				ranges.forEach((rows, n) => {
					cursor = advanceCursor(cursor, at(n + 1), rows);
				});
				const all = ranges.flat();
				expect(cursor.inflowCount).toBe(all.length);
				const whole = advanceCursor(undefined, at(ranges.length), all);
				expect(cursor).toEqual(whole);
				const sum = all.reduce((total, { amount }) => total + amount, 0n);
				expect(Object.values(cursor.totals).reduce((total, one) => total + one, 0n)).toBe(sum);
			}),
		);
	});
	test("leaves the one before as it was", () => {
		const before = aCursor();
		advanceCursor(before, at(11), [anInflow()]);
		expect(before).toEqual(aCursor());
	});
});
