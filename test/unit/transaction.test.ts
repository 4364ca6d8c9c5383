import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { holes, isUnmined, nextNonce, type TransactionState } from "../../functions/core/transaction.ts";
import { aRow } from "../given/transaction.ts";

const nonce = fc.nat({ max: 200 });
const ascending = fc.uniqueArray(nonce, { maxLength: 16 }).map((all) => all.sort((a, b) => a - b));

describe("a lane's next nonce", () => {
	test.each([
		[0, undefined, 0],
		[7, undefined, 7],
		[0, 0, 1],
		[3, 9, 10],
		[10, 9, 10],
		[12, 9, 12],
	])("is, with %p mined and %p the highest row, %p", (onChain, highest, next) => {
		expect(nextNonce(onChain, highest)).toBe(next);
	});

	test("is neither mined nor held by a row, and the least such above all rows", () => {
		fc.assert(
			fc.property(nonce, fc.option(nonce, { nil: undefined }), (onChain, highest) => {
				const next = nextNonce(onChain, highest);
				expect(next).toBeGreaterThanOrEqual(onChain);
				expect(next).toBeGreaterThan(highest ?? -1);
				expect(next === onChain || next === (highest ?? -1) + 1).toBe(true);
			}),
		);
	});
});

describe("holes below a lane's rows", () => {
	test("are none when no row is open", () => expect(holes(5, [])).toEqual([]));
	test("are none when the rows follow the chain's nonce", () => expect(holes(5, [5, 6, 7])).toEqual([]));
	test("are what lies between the chain's nonce and the lowest row", () => expect(holes(5, [8])).toEqual([5, 6, 7]));
	test("are what lies between rows", () => expect(holes(5, [5, 8, 9])).toEqual([6, 7]));
	test("are none below the chain's nonce, where mined rows await finality", () =>
		expect(holes(9, [3, 5, 7])).toEqual([]));

	test("filled, leave an unbroken run from the chain's nonce to the highest row", () => {
		fc.assert(
			fc.property(nonce, ascending, (onChain, open) => {
				const missing = holes(onChain, open);
				expect(missing.filter((one) => open.includes(one) || one < onChain)).toEqual([]);
				const highest = open.at(-1) ?? -1;
				const run = [...missing, ...open.filter((one) => one >= onChain)].sort((a, b) => a - b);
				expect(run).toEqual(Array.from({ length: Math.max(0, highest - onChain + 1) }, (_, index) => onChain + index));
			}),
		);
	});
});

test("a row is unmined until a block holds it", () => {
	const states: TransactionState[] = ["prepared", "armed", "sent", "mined", "final"];
	expect(states.filter((state) => isUnmined(aRow({ state })))).toEqual(["prepared", "armed", "sent"]);
});
