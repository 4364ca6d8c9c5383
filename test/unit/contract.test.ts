import { describe, expect, test } from "@jest/globals";
import { AbiCoder, id } from "ethers";
import fc from "fast-check";
import { contract, type Log } from "../../functions/core/contract.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { HOLDER, TOKEN, word } from "../given/claim.ts";

const pair = [
	{ name: "asset", type: "address" },
	{ name: "amount", type: "uint256" },
] as const;
const view = { type: "function", stateMutability: "view", inputs: [] } as const;
const abi = contract([
	{ ...view, name: "one", outputs: [{ name: "", type: "tuple", components: pair }] },
	{ ...view, name: "many", outputs: [{ name: "", type: "tuple[]", components: pair }] },
	{ ...view, name: "list", outputs: [{ name: "", type: "address[]" }] },
	{
		...view,
		name: "mixed",
		outputs: [
			{ name: "id", type: "uint256" },
			{ name: "list", type: "address[]" },
		],
	},
] as const);
const errors = contract([
	{ type: "error", name: "NothingDue", inputs: [{ name: "account", type: "address" }] },
] as const);
const encoded = (types: string[], ...values: unknown[]) => AbiCoder.defaultAbiCoder().encode(types, values) as Hex;
const TUPLE = "tuple(address asset, uint256 amount)";

describe("what a call returned", () => {
	// ethers gives {} for an empty list, { _: item } for one item, and throws for more.
	test("is a list where the ABI says list, whatever its length", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom<Address>(HOLDER, TOKEN), { maxLength: 4 }), (list) => {
				expect(abi.decode("list", encoded(["address[]"], list))).toEqual([list]);
				expect(abi.decode("mixed", encoded(["uint256", "address[]"], 7, list))).toEqual([7n, list]);
			}),
		);
	});
	test("is a structure with its fields by name, alone and in a list", () => {
		const one = { asset: TOKEN, amount: 5n };
		expect(abi.decode("one", encoded([TUPLE], one))).toEqual([one]);
		for (const count of [0, 1, 3]) {
			const many = Array.from({ length: count }, () => one);
			expect(abi.decode("many", encoded([`${TUPLE}[]`], many))).toEqual([many]);
		}
	});
	test("is an error when there is no contract", () => expect(() => abi.decode("list", "0x")).toThrow());
});

describe("the logs of an event", () => {
	const [asset, amount] = [word(BigInt(TOKEN)), word(7)];
	const paid = id("Paid(address,uint256[])") as Hex;
	const logs = contract([
		{
			type: "event",
			name: "Paid",
			inputs: [
				{ name: "asset", type: "address", indexed: true },
				{ name: "amounts", type: "uint256[]", indexed: false },
			],
		},
	] as const);
	const aLog = (topics: Hex[], data: Hex): Log => ({
		address: HOLDER,
		topics,
		data,
		blockNumber: 1,
		blockHash: word(1),
		transactionHash: word(2),
		logIndex: 0,
	});
	const real = aLog([paid, asset], encoded(["uint256[]"], [7]));

	test("are those with its topic, in their order, with their arguments by name", () => {
		const found = logs.events("Paid", [real, aLog([id("Other()") as Hex], "0x"), real]);
		expect(found.map(({ args, log }) => [args.asset, [...args.amounts], log])).toEqual([
			[TOKEN, [7n], real],
			[TOKEN, [7n], real],
		]);
	});
	test("are found among whatever else is logged under the same topic, and nothing of that stops the reading", () => {
		const junk = fc.record({
			more: fc.array(fc.constantFrom(asset, amount, word(2n ** 256n - 1n)), { maxLength: 3 }),
			raw: fc.uint8Array({ maxLength: 100 }),
		});
		fc.assert(
			fc.property(fc.array(junk, { maxLength: 5 }), (others) => {
				const noise = others.map(({ more, raw }) => aLog([paid, ...more], `0x${Buffer.from(raw).toString("hex")}`));
				const found = logs.events("Paid", [...noise, real, ...noise]);
				expect(found.filter(({ log }) => log === real)).toHaveLength(1);
			}),
		);
		expect(logs.events("Paid", [aLog([paid], "0x"), aLog([paid, asset], "0x1234"), aLog([], "0x")])).toEqual([]);
	});
});

describe("the error that a call reverted with", () => {
	const selector = id("NothingDue(address)").slice(0, 10);

	test("is known by its name", () => {
		expect(errors.errorName(`${selector}${encoded(["address"], HOLDER).slice(2)}` as Hex)).toBe("NothingDue");
	});
	test("is nothing for other bytes, and never an exception, whatever a hostile contract returns", () => {
		const known = fc.constantFrom(selector, "0x08c379a0", "0x4e487b71", "0x");
		fc.assert(
			fc.property(known, fc.uint8Array({ maxLength: 70 }), (start, rest) => {
				const name = errors.errorName(`${start}${Buffer.from(rest).toString("hex")}` as Hex);
				if (start === selector) expect(name).toBe("NothingDue");
				else expect(name).not.toBe("NothingDue");
			}),
		);
		expect(errors.errorName("0x")).toBeUndefined();
		expect(errors.errorName("0xdeadbeef")).toBeUndefined();
	});
});
