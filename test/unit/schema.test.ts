import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod/mini";
import { claimBody, pageQuery } from "../../functions/api.ts";
import { address, amount, digest, hexBytes, id, uint } from "../../functions/core/schema.ts";
import { HOLDER, TOKEN } from "../given/claim.ts";

const UINT_MAX = 2n ** 256n - 1n;
const takes = (schema: { safeParse(input: unknown): { success: boolean } }, input: unknown): boolean =>
	schema.safeParse(input).success;

describe("an amount", () => {
	test("comes in and goes out as the same decimal string", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: UINT_MAX }), (value) => {
				expect(uint.parse(value.toString())).toBe(value);
				expect(z.encode(amount, value)).toBe(value.toString());
			}),
		);
	});
	test.each([UINT_MAX + 1n, -1n].map(String).concat("1.0", "0x10", "1e3", "", " 1", "1n", "٣"))("is not %j", (text) => {
		expect(takes(uint, text)).toBe(false);
	});
	test.each([-1, 1.5, 2 ** 53, Number.NaN, null, true, 5n, {}])("is not %p", (value) => {
		expect(takes(uint, value)).toBe(false);
	});
});

describe("an address", () => {
	test("comes out in its one spelling, whatever the case", () => {
		const hex = HOLDER.slice(2);
		for (const text of [hex.toLowerCase(), hex.toUpperCase(), hex]) expect(address.parse(`0x${text}`)).toBe(HOLDER);
	});
	test.each(["0x12", `${HOLDER}00`, "", "vitalik.eth", `0x${"g".repeat(40)}`, 5, null])("is not %p", (input) => {
		expect(takes(address, input)).toBe(false);
	});
});

describe("hexadecimal", () => {
	test("is whole bytes, and comes out in lower case", () => {
		expect(hexBytes.parse("0xABcd")).toBe("0xabcd");
		expect(hexBytes.parse("0x")).toBe("0x");
		for (const text of ["abcd", "0xabc", "0X12", "0xzz", "0x12\n"]) expect(takes(hexBytes, text)).toBe(false);
	});
	test("of a digest is 32 bytes", () => {
		expect(takes(digest, `0x${"a".repeat(64)}`)).toBe(true);
		for (const size of [0, 63, 65, 66]) expect(takes(digest, `0x${"a".repeat(size)}`)).toBe(false);
	});
});

test("a short id is fit for a path", () => {
	for (const text of ["a", "model-1", "0x", "a".repeat(40)]) expect(takes(id, text)).toBe(true);
	for (const text of ["", "-a", "A", "a_b", "a/b", "a#b", "a".repeat(41), "__proto__", "a\n"])
		expect(takes(id, text)).toBe(false);
});

test("a claim's body comes in with its deadline named by its unit, and every address in one spelling", () => {
	const amounts = { value: "0", gas: 140_000, nonce: "3", deadline: "1800000000" };
	const body = {
		token: "model",
		chainId: 1,
		route: "forwarder",
		request: { from: HOLDER.toLowerCase(), to: TOKEN, ...amounts, data: "0xAB" },
		signature: "0xCD",
	};
	expect(claimBody.parse(body)).toEqual({
		tokenId: "model",
		chainId: 1,
		route: "forwarder",
		request: {
			from: HOLDER,
			to: TOKEN,
			value: 0n,
			gas: 140_000n,
			nonce: 3n,
			deadlineSec: 1_800_000_000n,
			data: "0xab",
		},
		signature: "0xcd",
	});
});

describe("a page's query", () => {
	test("is 50 rows from the start unless it says otherwise", () => {
		expect(pageQuery.parse({})).toEqual({ limit: 50 });
		expect(pageQuery.parse({ limit: "100", after: "x" })).toEqual({ limit: 100, after: "x" });
	});
	test.each(["0", "101", "1.5", "", "x", "-1"])("has no limit of %j", (limit) => {
		expect(takes(pageQuery, { limit })).toBe(false);
	});
	// DynamoDB answers a ValidationException to an empty string as a key; dynalite does not.
	test("does not start after nothing", () => expect(takes(pageQuery, { after: "" })).toBe(false));
});
