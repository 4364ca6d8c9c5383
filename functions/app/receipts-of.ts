import type { Receipt } from "../core/ports/chain.ts";
import { hashesOf, type Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** The receipts of the rows that are in a block, by nonce: of whichever of their hashes was mined. */
export async function receiptsOf({ chain }: LaneContext, rows: readonly Transaction[]): Promise<Map<number, Receipt>> {
	const known = rows.flatMap((row) => hashesOf(row).map((hash) => ({ nonce: row.nonce, hash })));
	const receipts = await chain.receipts(known.map(({ hash }) => hash));
	return new Map(
		known.flatMap(({ nonce }, at): [number, Receipt][] => {
			const receipt = receipts[at];
			return receipt ? [[nonce, receipt]] : [];
		}),
	);
}
