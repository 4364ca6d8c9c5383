import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import fc from "fast-check";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Log } from "../../functions/core/contract.ts";
import { type Hex, toAddress } from "../../functions/core/hex.ts";
import { readRevenueLogs, revenueTopics } from "../../functions/core/revenue-logs.ts";
import { TOKEN, word } from "../given/claim.ts";

const codec = new Interface(revenueShareTokenAbi);
const logOf = (name: string, args: unknown[]): Log => {
	const { topics, data } = codec.encodeEventLog(name, args);
	const place = { blockNumber: 5, blockHash: word(5), transactionHash: word(9), logIndex: 3 };
	return { address: TOKEN, topics: topics as Hex[], data: data as Hex, ...place };
};
const address = fc
	.uint8Array({ minLength: 20, maxLength: 20 })
	.map((bytes) => toAddress(Buffer.from(bytes).toString("hex").padStart(40, "0").replace(/^/, "0x")));
const amount = fc.bigInt(0n, 2n ** 256n - 1n);

describe("a token's revenue logs", () => {
	test("are read as the ABI's own decoder reads them", () => {
		fc.assert(
			fc.property(address, address, amount, amount, (asset, account, value, burnt) => {
				const { inflows, outflows } = readRevenueLogs("t", [
					logOf("RevenueReceived", [asset, account, value]),
					logOf("Redeemed", [account, asset, value, burnt]),
					logOf("SentToTreasury", [asset, value]),
				]);
				expect(inflows).toEqual([
					{
						tokenId: "t",
						asset,
						amount: value,
						source: account,
						blockNumber: 5,
						blockHash: word(5),
						logIndex: 3,
						transactionHash: word(9),
					},
				]);
				expect(outflows).toEqual([
					{ asset, amount: value },
					{ asset, amount: value },
				]);
			}),
		);
	});
	test("are passed over when they only look like it", () => {
		const good = logOf("RevenueReceived", [TOKEN, TOKEN, 1n]);
		const broken: Log[] = [
			{ ...good, topics: good.topics.slice(0, 2) },
			{ ...good, data: "0x" },
			{ ...good, data: `${good.data}00` },
			logOf("Claimed", [TOKEN, 1n, TOKEN, TOKEN, 1n]),
			{ ...good, topics: [] },
		];
		expect(readRevenueLogs("t", broken)).toEqual({ inflows: [], outflows: [] });
		expect(revenueTopics()).toHaveLength(3);
	});
});
