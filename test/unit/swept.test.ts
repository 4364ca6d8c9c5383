import { describe, expect, test } from "@jest/globals";
import { AbiCoder, id, zeroPadValue } from "ethers";
import type { Log } from "../../functions/core/contract.ts";
import { type Address, ETH, type Hex, toAddress } from "../../functions/core/hex.ts";
import { stageSchema, type Token } from "../../functions/core/stage.ts";
import { placesOf, sweptWei } from "../../functions/core/swept.ts";
import { aStage, aToken } from "../given/stage.ts";

const at = (n: number): Address => toAddress(`0x${n.toString(16).padStart(40, "0")}`);
const [ORACLE, ROUTER, SPLITTER, SOURCE, USD] = [1, 2, 3, 4, 5].map(at) as [
	Address,
	Address,
	Address,
	Address,
	Address,
];
const sweeps = [
	{ id: "oracle", kind: "oracle", address: ORACLE, modelId: "0" },
	{ id: "router", kind: "router", address: ROUTER },
	{
		...{ id: "splitter", kind: "call", address: SPLITTER },
		...{ call: { function: "split()" }, amount: { function: "splittable()" } },
	},
];
const prices = [{ address: USD, weiPerEther: "500000000000000000" }];
const [token] = stageSchema.parse(aStage({ tokens: [aToken({ sweeps, prices, sources: [{ address: SOURCE }] })] }))
	.tokens as [Token];
const [oracle, router] = token.sweeps as [Token["sweeps"][0], Token["sweeps"][0]];

const topic = (one: Address | number): Hex =>
	zeroPadValue(typeof one === "number" ? `0x${one.toString(16).padStart(2, "0")}` : one, 32) as Hex;
const log = (address: Address, event: string, topics: Hex[], types: string[], values: unknown[]): Log => ({
	address,
	topics: [id(event) as Hex, ...topics],
	data: AbiCoder.defaultAbiCoder().encode(types, values) as Hex,
	blockNumber: 1,
	blockHash: topic(1),
	transactionHash: topic(2),
	logIndex: 0,
});
const toToken = (asset: Address, amount: bigint, from = token.address) =>
	log(from, "RevenueReceived(address,address,uint256)", [topic(asset), topic(SOURCE)], ["uint256"], [amount]);
const toRouter = (amount: bigint, router = ROUTER) =>
	log(router, "EthReceived(address,uint256)", [topic(ORACLE)], ["uint256"], [amount]);
const transfer = (asset: Address, to: Address, amount: bigint) =>
	log(asset, "Transfer(address,address,uint256)", [topic(ORACLE), topic(to)], ["uint256"], [amount]);

describe("what a sweep brought", () => {
	const places = placesOf(token, oracle, true);
	test("is what the token and its routers log, and what ERC-20s say went to where revenue goes, by their price", () => {
		const logs = [toToken(ETH, 3n), toRouter(5n), transfer(USD, ROUTER, 100n), transfer(USD, SOURCE, 20n)];
		expect(sweptWei(logs, places, token.prices)).toBe(3n + 5n + 50n + 10n);
	});
	test("counts an ERC-20 that the token logs once, and one without a price not at all", () => {
		expect(sweptWei([transfer(USD, token.address, 100n), toToken(USD, 100n)], places, token.prices)).toBe(50n);
		expect(sweptWei([transfer(at(9), token.address, 100n)], places, token.prices)).toBe(0n);
	});
	test("is not what the swept contract, or a stranger, says", () => {
		const logs = [toRouter(5n, ORACLE), toRouter(5n, SPLITTER), toToken(ETH, 5n, ORACLE), transfer(USD, ORACLE, 9n)];
		expect(sweptWei(logs, places, token.prices)).toBe(0n);
		expect(sweptWei([toRouter(5n)], placesOf(token, router, true), token.prices)).toBe(0n);
	});
	test("is to be seen by the balance alone where nothing is logged", () => {
		expect(places).toEqual({
			logging: [token.address, ROUTER],
			silent: [SPLITTER, SOURCE],
		});
		expect(placesOf(token, router, false)).toEqual({ logging: [], silent: [token.address, SPLITTER, SOURCE] });
	});
});
