import { describe, expect, test } from "@jest/globals";
import { Wallet } from "ethers";
import fc from "fast-check";
import * as z from "zod/mini";
import {
	claimBody,
	claimsQuery,
	claimsReply,
	inflowsQuery,
	mandateBody,
	mandatesQuery,
	snapshotsQuery,
} from "../../functions/api.ts";
import { authorizerOf } from "../../functions/core/authorization.ts";
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
	test("in letters of both cases has the checksum that they are", () => {
		expect(takes(address, `${HOLDER.slice(0, -1)}${HOLDER.endsWith("1") ? "2" : "1"}`)).toBe(false);
		expect(takes(address, `0x${"Aa".repeat(20)}`)).toBe(false);
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
	const key = `000001700000000#0x${"ab".repeat(32)}`;
	test("is 50 rows from the start unless it says otherwise", () => {
		expect(claimsQuery.parse({})).toEqual({ limit: 50 });
		expect(claimsQuery.parse({ limit: "100", after: opaque(key) })).toEqual({ limit: 100, after: key });
	});
	test.each(["0", "101", "1.5", "", "x", "-1"])("has no limit of %j", (limit) => {
		expect(takes(claimsQuery, { limit })).toBe(false);
	});
	test("starts where a reply's `next` says, which shows nothing of the store's key", () => {
		const page = { claims: [], next: key };
		const { next = "" } = z.encode(claimsReply, page);
		expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
		expect(claimsQuery.parse({ after: next }).after).toBe(key);
	});
	// DynamoDB answers a ValidationException to an empty string as a key; dynalite does not.
	test.each([
		["nothing", ""],
		["a key as the store has it", key],
		["what is not base64", "a"],
		["nonsense", opaque("nonsense")],
		["more than a key", opaque(`${key}0`)],
		["a text without end", "A".repeat(301)],
		["bytes that are no text", "_____w"],
	])("does not start after %s", (_what, after) => {
		for (const query of [claimsQuery, mandatesQuery, inflowsQuery, snapshotsQuery])
			expect(takes(query, { after })).toBe(false);
	});
	test("does not start after another list's place", () => {
		expect(takes(snapshotsQuery, { after: opaque(key) })).toBe(false);
		expect(takes(inflowsQuery, { after: opaque(key) })).toBe(false);
		expect(takes(claimsQuery, { after: opaque("7") })).toBe(false);
		expect(snapshotsQuery.parse({ after: opaque("7") }).after).toBe("7");
		const inflow = `000000000012#000003#0x${"ab".repeat(32)}#0`;
		expect(inflowsQuery.parse({ after: opaque(inflow) }).after).toBe(inflow);
	});
	test("whatever text it is given, is read or refused", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (after) => typeof takes(claimsQuery, { after }) === "boolean"),
		);
	});
});

describe("an EIP-7702 authorization", () => {
	const wallet = new Wallet(`0x${"11".repeat(32)}`);
	const body = (authorization: object) => ({
		token: "model",
		chainId: 31337,
		mandate: { account: HOLDER, token: TOKEN, nonce: "1", expiry: "2" },
		signature: "0x",
		authorization,
	});
	test.each([0, 1, 2, 3, 4, 5, 6, 7])("is the same with 65 bytes and with r, s, yParity (nonce %i)", (nonce) => {
		const fields = { chainId: 31337, address: TOKEN, nonce };
		const { signature } = wallet.authorizeSync(fields);
		const { r, s, yParity } = signature;
		const whole = mandateBody.parse(body({ ...fields, signature: signature.serialized })).authorization;
		const parts = mandateBody.parse(body({ ...fields, r, s, yParity })).authorization;
		expect(parts).toEqual(whole);
		expect(parts && authorizerOf(parts)).toBe(wallet.address);
		// As JSON-RPC has it: quantities, without leading zeros.
		const bare = (word: string) => `0x${word.slice(2).replace(/^0+/, "")}`;
		const rpc = {
			chainId: "0x7a69",
			address: TOKEN,
			nonce: `0x${nonce}`,
			r: bare(r),
			s: bare(s),
			yParity: `0x${yParity}`,
		};
		expect(mandateBody.parse(body(rpc)).authorization).toEqual(whole);
	});
	test.each([
		["neither", {}],
		["r alone", { r: "0x1" }],
		["another parity", { r: "0x1", s: "0x1", yParity: 2 }],
		["33 bytes", { r: `0x${"1".repeat(66)}`, s: "0x1", yParity: 0 }],
		["a nonce below zero", { signature: "0x", nonce: -1 }],
	])("is refused with %s", (_what, given) => {
		expect(takes(mandateBody, body({ chainId: 1, address: TOKEN, nonce: 0, ...given }))).toBe(false);
	});
});

/** As a reply's `next` is. */
function opaque(key: string): string {
	return Buffer.from(key).toString("base64url");
}
