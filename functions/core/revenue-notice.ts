import type { Cursor } from "./cursor.ts";
import type { Address } from "./hex.ts";
import type { Inflow } from "./inflow.ts";
import type { Notice } from "./notice.ts";

export type RevenueNotice = Extract<Notice, { kind: "revenue.seen" }>;

/** What is told of a range's inflows, the last block of which is the cursor's; undefined: there are none. */
export function revenueNotice(
	tokenId: string,
	inflows: readonly Inflow[],
	fromBlock: number,
	{ blockNumber, blockHash }: Pick<Cursor, "blockNumber" | "blockHash">,
): RevenueNotice | undefined {
	if (inflows.length === 0) return undefined;
	const sums = new Map<Address, bigint>();
	for (const { asset, amount } of inflows) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
	const totals = [...sums].map(([asset, amount]) => ({ asset, amount }));
	return {
		kind: "revenue.seen",
		tokenId,
		fromBlock,
		toBlock: blockNumber,
		blockHash,
		inflowCount: inflows.length,
		totals,
	};
}
