import { describe, expect, test } from "@jest/globals";
import { AbiCoder } from "ethers";
import fc from "fast-check";
import type { Hex } from "../../functions/core/hex.ts";
import { modelCard } from "../../functions/core/model-card.ts";
import type { CallResult } from "../../functions/core/ports/chain.ts";
import { cardOf, unitOf } from "../../functions/core/token-metadata.ts";

const plain = (json: unknown): string => `data:application/json,${encodeURIComponent(JSON.stringify(json))}`;
const base64 = (json: unknown): string =>
	`data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(json)).toString("base64")}`;
const MODEL = {
	name: "OpenLM ü",
	description: "A model",
	external_link: "https://example.org/",
	repository: "https://example.org/repo",
	weights: "sha256:00ff",
	license: "MIT",
};

describe("a contractURI", () => {
	test.each([
		["percent-encoded", plain],
		["base64", base64],
	])("in %s JSON says which model it is", (_name, encode) => {
		const { external_link: link, ...rest } = MODEL;
		expect(modelCard(encode(MODEL))).toEqual({ ...rest, link });
	});
	test("that is elsewhere is told, not fetched", () => {
		expect(modelCard("https://example.org/model.json")).toEqual({ uri: "https://example.org/model.json" });
		expect(modelCard("ipfs://bafy/model.json")).toEqual({ uri: "ipfs://bafy/model.json" });
	});
	test.each([
		"",
		"javascript:alert(1)",
		"http://example.org/model.json",
		"data:text/html,<script>alert(1)</script>",
		"data:application/json,%7B",
		"data:application/json,null",
		"data:application/json;base64,****",
		`data:application/json,${"x".repeat(30_000)}`,
	])("that is no such thing says nothing: %#", (uri) => expect(modelCard(uri)).toBeUndefined());
	test("has no link but https ones, and no control or direction characters", () => {
		const hostile = {
			name: "Open\u202eLM\u0000\n  x",
			external_link: "javascript:alert(1)",
			repository: "https://user:secret@example.org",
			weights: { toString: "x" },
			license: 7,
		};
		expect(modelCard(plain(hostile))).toEqual({ name: "Open LM x" });
	});
	test("is cut where it is too long", () => {
		expect(modelCard(plain({ name: "n".repeat(500) }))?.name).toHaveLength(80);
	});
	test("of any content gives plain, short text or nothing", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.json().map((json) => `data:application/json,${encodeURIComponent(json)}`),
					fc.string(),
				),
				(uri) => {
					for (const value of Object.values(modelCard(uri) ?? {})) {
						expect(value.length).toBeLessThanOrEqual(1200);
						expect(value).not.toMatch(/[\p{Cc}\p{Cf}]/u);
					}
				},
			),
		);
	});
});

describe("a token's unit", () => {
	const abi = AbiCoder.defaultAbiCoder();
	const says = (type: string, value: unknown): CallResult => ({
		ok: true,
		returned: abi.encode([type], [value]) as Hex,
	});
	const reverts: CallResult = { ok: false, reverted: true, revertBytes: "0x", message: "" };

	test("is its symbol and decimals", () => {
		expect(unitOf([says("string", "USDC"), says("uint8", 6)])).toEqual({ symbol: "USDC", decimals: 6 });
	});
	test("may have its symbol as 32 bytes", () => {
		expect(unitOf([says("bytes32", `0x4d4b52${"00".repeat(29)}`), says("uint8", 18)]).symbol).toBe("MKR");
	});
	test("is left out where it makes no sense, or is not told", () => {
		expect(unitOf([reverts, reverts])).toEqual({});
		expect(unitOf([says("string", "\u202e"), says("uint256", 2n ** 200n)])).toEqual({});
		expect(unitOf([{ ok: true, returned: "0x" }, undefined])).toEqual({});
	});
	test("and its card survive any bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				const returned = `0x${Buffer.from(bytes).toString("hex")}` as Hex;
				const { symbol = "" } = unitOf([
					{ ok: true, returned },
					{ ok: true, returned },
				]);
				expect([...symbol].length).toBeLessThanOrEqual(16);
				cardOf({ ok: true, returned });
			}),
		);
	});
});
