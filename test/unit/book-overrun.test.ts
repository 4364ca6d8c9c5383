import { expect, test } from "@jest/globals";
import { toReceipt } from "../../functions/adapters/chain/raw.ts";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { bookOverrun } from "../../functions/app/book-overrun.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { outcomesBy } from "../../functions/core/routes/route-rules.ts";
import { dayOf } from "../../functions/core/worth.ts";
import { aClaim, aRequest, word } from "../given/claim.ts";

const PRICE = 10n ** 9n;
const LIMIT = 10n ** 18n;
const store = memoryStore();
const ports = {
	store,
	nowMs: () => 0,
	tokens: ["mine", "foreign", "alone", "greedy", "modest", "burning"].map((id) => ({
		id,
		chainId: 1,
		dailyBudgetWei: LIMIT,
	})),
	chainStage: () => ({ dailyBudgetWei: LIMIT }),
} as unknown as Ports;
const bookedGas = async (whose: string): Promise<bigint> =>
	(await store.counters.total(`budget#${whose}#${dayOf(0).day}`)) / PRICE;

test("a token pays for its own claims' part of a batch by what they may burn, not for what another token's burn", async () => {
	const mine = aClaim({ id: word(1), tokenId: "mine", request: aRequest({ gas: 150_000n }) });
	const foreign = aClaim({ id: word(2), tokenId: "foreign", request: aRequest({ gas: 2_000_000n }) });
	const inclusion = { hash: word(3), blockNumber: 1, blockHash: word(4), gasUsed: 2_200_000n, gasPriceWei: PRICE };
	const claims = [mine, foreign];
	const outcomes = outcomesBy(claims, { ...inclusion, ok: true }, () => ({ result: "reverted", payments: [] }));
	await bookOverrun(ports, claims, outcomes, { ...inclusion, ok: true });
	expect(await bookedGas("mine")).toBeLessThan(200_000n);
	expect(await bookedGas("foreign")).toBeGreaterThan(1_800_000n);
	expect((await bookedGas("chain#31337")) + 2n * 59_000n).toBe(2_200_000n);
});

const batchOf = (tokenId: string, count: number, gas: bigint) =>
	Array.from({ length: count }, (_, n) =>
		aClaim({ id: word(100_000n * gas + BigInt(n)), tokenId, request: aRequest({ gas }) }),
	);
async function book(claims: Claim[], gasUsed: bigint): Promise<void> {
	const inclusion = { hash: word(5), blockNumber: 1, blockHash: word(6), gasUsed, gasPriceWei: PRICE, ok: true };
	await bookOverrun(
		ports,
		claims,
		outcomesBy(claims, inclusion, () => ({ result: "paid", payments: [] })),
		inclusion,
	);
}

test("one claim that asks for much gas and takes no more than others uses up nothing, where all cost what was booked", async () => {
	const before = await bookedGas("chain#31337");
	await book([...batchOf("greedy", 1, 4_000_000n), ...batchOf("modest", 38, 150_000n)], 39n * 59_000n);
	expect(await Promise.all(["greedy", "modest"].map(bookedGas))).toEqual([0n, 0n]);
	expect(await bookedGas("chain#31337")).toBe(before);
});

test("tokens together bear what their transaction cost beyond all bookings, and no more", async () => {
	const before = await bookedGas("chain#31337");
	await book([...batchOf("burning", 1, 3_000_000n), ...batchOf("modest", 19, 150_000n)], 20n * 59_000n + 500_000n);
	expect(await bookedGas("burning")).toBeGreaterThan(400_000n);
	expect((await bookedGas("burning")) + (await bookedGas("modest"))).toBe(500_000n);
	expect((await bookedGas("chain#31337")) - before).toBe(500_000n);
});

test("what a chain took for the data counts, too, as its receipt tells it", async () => {
	const receipt = toReceipt({
		transactionHash: word(3),
		blockNumber: "0x1",
		blockHash: word(4),
		status: "0x1",
		gasUsed: "0xc350", // 50,000
		effectiveGasPrice: "0x3b9aca00",
		l1Fee: "0xb5e620f48000", // 200,000 gas' worth
		logs: [],
	});
	if (!receipt) throw new Error("no receipt");
	const alone = aClaim({ tokenId: "alone" });
	const outcomes = outcomesBy([alone], receipt, () => ({ result: "paid", payments: [] }));
	await bookOverrun(ports, [alone], outcomes, receipt);
	expect(await bookedGas("alone")).toBe(50_000n + 200_000n - 59_000n);
});
