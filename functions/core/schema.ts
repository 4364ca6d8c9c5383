import * as z from "zod/mini";
import { type Address, type Hex, toAddress } from "./hex.ts";

/** Letters of both cases are a checksum (EIP-55): one that is wrong is a slip of the pen. */
const isAddress = (text: string): boolean => {
	try {
		const digits = text.slice(2);
		return [toAddress(text).slice(2), digits.toLowerCase(), digits.toUpperCase()].includes(digits);
	} catch {
		return false;
	}
};

/** 20 bytes of hexadecimal, in letters of one case or checksummed; comes out checksummed. */
export const address = z.pipe(
	z
		.string()
		.check(z.refine(isAddress, "not an address: 0x and 40 hexadecimal digits, in letters of one case or checksummed")),
	z.transform((text: string): Address => toAddress(text)),
);

/** `0x` and whole bytes; comes out in lower case. */
export const hexBytes = z.pipe(
	z.string().check(z.regex(/^0x([0-9a-fA-F]{2})*$/, "not hexadecimal bytes")),
	z.transform((text: string): Hex => text.toLowerCase() as Hex),
);

/** 32 bytes, as a claim's id is. */
export const digest = z.pipe(
	z.string().check(z.regex(/^0x[0-9a-fA-F]{64}$/, "not 32 bytes of hexadecimal")),
	z.transform((text: string): Hex => text.toLowerCase() as Hex),
);

/** A decimal string (or a safe integer) up to 2^256 - 1; comes out as bigint. */
export const uint = z
	.pipe(
		z.union([z.string().check(z.regex(/^\d{1,78}$/, "not a decimal string")), z.int().check(z.nonnegative())]),
		z.transform((amount: string | number): bigint => BigInt(amount)),
	)
	.check(z.refine((amount) => amount < 2n ** 256n, "above 2^256 - 1"));

/** A short id as it stands in paths: lower case, digits and hyphens. */
export const id = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "not a short id (a-z, 0-9, -)"));

/** A bigint inside, a decimal string outside; works both ways. */
export const amount = z.codec(z.string(), z.bigint(), {
	decode: (text) => BigInt(text),
	encode: (value) => value.toString(),
});

/** Hexadecimal that we made ourselves, on its way out. */
export const hex = z.custom<Hex>((value) => typeof value === "string" && /^0x[0-9a-fA-F]*$/.test(value));

/**
 * Where a list goes on: for callers an opaque text, inside the store's own key, which has to look like `key`. Works both
 * ways; what is no such place is refused.
 */
export const place = (key: RegExp) =>
	z.codec(
		z.string().check(z.regex(/^[A-Za-z0-9_-]{1,300}$/, "not the `next` of a list")),
		z.string().check(z.regex(key, "not the `next` of this list")),
		{ decode: fromBase64Url, encode: toBase64Url },
	);

// Keys are plain ASCII. Text that decodes to something else, or not at all, is no key.
function fromBase64Url(text: string): string {
	try {
		return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	} catch {
		return "";
	}
}
const toBase64Url = (key: string): string => btoa(key).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A whole number as JSON or as Ethereum's JSON-RPC has it (`0x…`). */
export const quantity = z.pipe(
	z.union([z.int().check(z.nonnegative()), z.string().check(z.regex(/^0x[0-9a-fA-F]{1,13}$/, "not a number"))]),
	z.transform(Number),
);
