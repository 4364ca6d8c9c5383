import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { delegateOf } from "../../functions/core/eip7702.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { HOLDER } from "../given/claim.ts";

const hex = (bytes: number) =>
	fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all).toString("hex"));

describe("an account's delegate", () => {
	test("is what follows 0xef0100, checksummed", () => {
		expect(delegateOf(`0xef0100${HOLDER.slice(2).toLowerCase()}`)).toBe(HOLDER);
		expect(delegateOf(`0xEF0100${HOLDER.slice(2).toUpperCase()}`)).toBe(HOLDER);
	});
	test("is the same for any twenty bytes", () => {
		fc.assert(
			fc.property(hex(20), (delegate) => {
				expect(delegateOf(`0xef0100${delegate}`)?.toLowerCase()).toBe(`0x${delegate}`);
			}),
		);
	});
	test.each<Hex>(["0x", "0xef0100", "0xef01", "0x6080604052", "0xef0001"])("is none with the code %s", (code) => {
		expect(delegateOf(code)).toBeUndefined();
	});
	test("is none when bytes are missing, follow, or begin otherwise", () => {
		fc.assert(
			fc.property(hex(19), (short) => {
				expect(delegateOf(`0xef0100${short}`)).toBeUndefined();
				expect(delegateOf(`0xef0100${short}0000`)).toBeUndefined();
				expect(delegateOf(`0xef0101${short}00`)).toBeUndefined();
			}),
		);
	});
});
