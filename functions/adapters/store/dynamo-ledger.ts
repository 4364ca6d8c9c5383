import type { Inflow } from "../../core/inflow.ts";
import type { LedgerStore } from "../../core/ports/ledger-store.ts";
import { decodeCursor, decodeInflow, encodeCursor, encodeInflow, inflowKey } from "./records.ts";
import { type Key, NEW, type Table } from "./table.ts";

const cursorKey = (tokenId: string): Key => ({ pk: `token#${tokenId}`, sk: "cursor" });
const inflowItem = (row: Inflow) => ({
	pk: `token#${row.tokenId}`,
	sk: `inflow#${inflowKey(row)}`,
	...encodeInflow(row),
});

/** A token's inflows and cursor. */
export function dynamoLedger(table: Table): LedgerStore {
	return {
		cursor: async (tokenId) => {
			const found = await table.get(cursorKey(tokenId));
			return found && decodeCursor(found);
		},
		append: async (inflows) => {
			await Promise.all(inflows.map((row) => table.put(inflowItem(row))));
		},
		advance: (tokenId, from, to) =>
			table.put(
				{ ...cursorKey(tokenId), ...encodeCursor(to) },
				from ? { expression: "#blockHash = :from", values: { ":from": from.blockHash } } : NEW,
			),
		inflows: async (tokenId, limit, after) => {
			const query = table.query({
				partition: `token#${tokenId}`,
				prefix: "inflow#",
				newestFirst: true,
				limit: limit + 1,
				...(after === undefined ? {} : { after: `inflow#${after}` }),
			});
			const { value: page } = await query.next();
			const rows = (page ?? []).filter((item) => String(item.sk).startsWith("inflow#")).map(decodeInflow);
			const last = rows[limit - 1];
			return { inflows: rows.slice(0, limit), ...(rows.length > limit && last ? { next: inflowKey(last) } : {}) };
		},
	};
}
