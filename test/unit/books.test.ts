import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareBooks } from "../../functions/core/books.ts";
import { ETH } from "../../functions/core/hex.ts";

const eth = (held: bigint, reserved = 0n, paid = 0n) => ({ asset: ETH, held, reserved, paid, tellsAtOnce: true });

describe("a token's books and its ledger", () => {
	test.each([
		["agree", eth(70n, 50n, 30n), 100n, 0n, 0n],
		["differ by what was forced in", eth(75n, 50n, 30n), 100n, 0n, 5n],
		["differ by what is gone", eth(69n, 50n, 30n), 100n, 1n, 0n],
		["differ when less is there than is set aside", eth(40n, 50n, 60n), 100n, 10n, 0n],
		["do not make a surplus out of that", eth(40n, 50n, 90n), 100n, 10n, 0n],
		["wait for an ERC-20 to be told of", { ...eth(75n, 50n, 30n), tellsAtOnce: false }, 100n, 0n, 0n],
	])("%s", (_name, books, arrived, missing, surplus) => {
		expect(compareBooks(books, arrived)).toEqual({ missing, surplus });
	});
	test("agree once a surplus is booked", () => {
		const amount = fc.bigInt(0n, 2n ** 128n);
		fc.assert(
			fc.property(amount, amount, amount, (held, paid, arrived) => {
				const { surplus, missing } = compareBooks(eth(held, 0n, paid), arrived);
				expect(surplus === 0n || missing === 0n).toBe(true);
				expect(compareBooks(eth(held, 0n, paid), arrived + surplus).surplus).toBe(0n);
				expect(arrived + surplus - missing).toBe(held + paid);
			}),
		);
	});
});
