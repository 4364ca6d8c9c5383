import { expect, test } from "@jest/globals";
import { keptReceipts } from "../../functions/adapters/chain/kept-receipts.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Receipt } from "../../functions/core/ports/chain.ts";
import { word } from "../given/claim.ts";

const BLOCK = word(0xb1);
/** A node that counts how often it is asked; `inBlock`: where it has the transactions. */
function node(inBlock: () => Hex | undefined) {
	const asked: Hex[] = [];
	const receiptIn = keptReceipts(async (hash) => {
		asked.push(hash);
		const blockHash = inBlock();
		return blockHash && ({ hash, blockHash } as Receipt);
	});
	return { asked, receiptIn };
}

test("a receipt is asked for once, whoever looks at it", async () => {
	const { asked, receiptIn } = node(() => BLOCK);
	const all = await Promise.all([1, 2, 3].map(() => receiptIn(word(1), BLOCK)));
	expect(await receiptIn(word(1), BLOCK)).toEqual({ hash: word(1), blockHash: BLOCK });
	expect([all.length, asked]).toEqual([3, [word(1)]]);
});
test("what is not there, or in another block, is asked for again", async () => {
	let at: Hex | undefined;
	const { asked, receiptIn } = node(() => at);
	expect(await receiptIn(word(1), BLOCK)).toBeUndefined();
	at = word(0xb2);
	expect(await receiptIn(word(1), BLOCK)).toBeUndefined();
	at = BLOCK;
	expect(await receiptIn(word(1), BLOCK)).toMatchObject({ blockHash: BLOCK });
	expect(asked).toHaveLength(3);
});
test("a failure is not kept", async () => {
	let fails = true;
	const receiptIn = keptReceipts(async (hash) => {
		if (fails) throw new Error("no node");
		return { hash, blockHash: BLOCK } as Receipt;
	});
	await expect(receiptIn(word(1), BLOCK)).rejects.toThrow("no node");
	fails = false;
	expect(await receiptIn(word(1), BLOCK)).toMatchObject({ hash: word(1) });
});
test("no more than sixteen are kept, those that were asked for last", async () => {
	const { asked, receiptIn } = node(() => BLOCK);
	for (let n = 0; n < 16; n++) await receiptIn(word(n), BLOCK);
	await receiptIn(word(0), BLOCK);
	await receiptIn(word(16), BLOCK); // 1 goes
	asked.length = 0;
	await receiptIn(word(0), BLOCK);
	await receiptIn(word(1), BLOCK);
	expect(asked).toEqual([word(1)]);
});
