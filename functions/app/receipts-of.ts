import type { Receipt } from "../core/ports/chain.ts";
import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** The receipts of the rows that are in a block, by nonce: of whichever of their attempts was mined. */
export async function receiptsOf({ chain }: LaneContext, rows: readonly Transaction[]): Promise<Map<number, Receipt>> {
	const attempts = rows.flatMap(({ nonce, attempts: made }) => made.map(({ hash }) => ({ nonce, hash })));
	const receipts = await chain.receipts(attempts.map(({ hash }) => hash));
	return new Map(
		attempts.flatMap(({ nonce }, at): [number, Receipt][] => {
			const receipt = receipts[at];
			return receipt ? [[nonce, receipt]] : [];
		}),
	);
}
