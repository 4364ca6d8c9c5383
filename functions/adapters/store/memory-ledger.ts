import { type Cursor, isSuperseded } from "../../core/cursor.ts";
import { bookedAt, type Inflow } from "../../core/inflow.ts";
import type { LedgerStore } from "../../core/ports/ledger-store.ts";
import { page } from "./page.ts";
import { inflowKey } from "./records.ts";

/** Ledgers that live as long as the process. */
export function memoryLedger(): LedgerStore {
	const cursors = new Map<string, Cursor>();
	const rows = new Map<string, { inflow: Inflow; generation: number }>();
	const rowsOf = (tokenId: string) => [...rows].filter(([, { inflow }]) => inflow.tokenId === tokenId);
	const standing = (forks: Cursor["forks"], { inflow, generation }: { inflow: Inflow; generation: number }): boolean =>
		!isSuperseded(forks, { bookedAt: bookedAt(inflow), generation });
	return {
		cursor: async (tokenId) => structuredClone(cursors.get(tokenId)),
		moveCursor: async (tokenId, to) => {
			if ((cursors.get(tokenId)?.version ?? 0) !== to.version - 1) return false;
			cursors.set(tokenId, structuredClone(to));
			return true;
		},
		append: async (inflows, generation) => {
			for (const inflow of inflows)
				rows.set(`${inflow.tokenId}/${inflowKey(inflow, generation)}`, { inflow: structuredClone(inflow), generation });
		},
		removeSuperseded: async (tokenId, fork) => {
			for (const [key, row] of rowsOf(tokenId)) if (!standing([fork], row)) rows.delete(key);
		},
		inflows: async (tokenId, limit, after) => {
			const forks = cursors.get(tokenId)?.forks ?? [];
			const all = rowsOf(tokenId)
				.map(([, row]) => row)
				.filter((row) => standing(forks, row));
			const found = page(all, ({ inflow, generation }) => inflowKey(inflow, generation), limit, after, "inflows");
			return { ...found, inflows: found.inflows.map(({ inflow }) => inflow) };
		},
	};
}
