import type { TransactionReceipt, TransactionResponse } from "ethers";

/**
 * The transaction's receipt, as soon as there is one. Throws when it reverted or is not mined in `withinMs`.
 * ethers' `wait` looks once and then at each new block: where blocks come on demand alone, the one that mines the
 * transaction may come between the two, and no other follows.
 */
export async function mined(
	sent: TransactionResponse | null,
	{ pollMs = 10, withinMs = 60_000 }: { pollMs?: number; withinMs?: number } = {},
): Promise<TransactionReceipt> {
	if (!sent) throw new Error("there is no transaction to wait for");
	const untilMs = Date.now() + withinMs;
	for (;;) {
		const receipt = await sent.provider.getTransactionReceipt(sent.hash);
		if (receipt?.status === 0) throw new Error(`${sent.hash} reverted in block ${receipt.blockNumber}`);
		if (receipt) return receipt;
		if (Date.now() > untilMs) throw new Error(`${sent.hash} is not mined after ${withinMs / 1_000} s`);
		await new Promise((resolve) => setTimeout(resolve, pollMs));
	}
}
