import { type Fork, isSuperseded } from "../../core/cursor.ts";
import { bookedAt, type Inflow } from "../../core/inflow.ts";
import type { LedgerStore } from "../../core/ports/ledger-store.ts";
import { decodeCursor, decodeInflow, encodeCursor, encodeInflow, heightKey, type Item, inflowKey } from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

const cursorKey = (tokenId: string): Key => ({ pk: `token#${tokenId}`, sk: "cursor" });
const PREFIX = "inflow#";
const inflowItem = (row: Inflow, generation: number) => ({
	pk: `token#${row.tokenId}`,
	sk: `${PREFIX}${inflowKey(row, generation)}`,
	generation,
	...encodeInflow(row),
});
const bookedAtOf = (item: Item): number => bookedAt(item as unknown as Inflow);
const placeOf = (item: Item) => ({ bookedAt: bookedAtOf(item), generation: Number(item.generation) });
/** Requests that are under way at the same time. */
const WRITERS = 8;

/** A token's inflows and cursor. */
export function dynamoLedger(table: Table): LedgerStore {
	const cursor: LedgerStore["cursor"] = async (tokenId) => {
		const found = await table.get(cursorKey(tokenId));
		return found && decodeCursor(found);
	};
	/** Newest first, those below `under` if it is given. */
	const pages = (tokenId: string, limit: number, under?: string) =>
		table.query({
			partition: `token#${tokenId}`,
			prefix: PREFIX,
			newestFirst: true,
			limit,
			...(under === undefined ? {} : { after: `${PREFIX}${under}` }),
		});
	const isInflow = (item: Item): boolean => String(item.sk).startsWith(PREFIX);

	return {
		cursor,
		moveCursor: (tokenId, to) =>
			table.put({ ...cursorKey(tokenId), ...encodeCursor(to) }, to.version === 1 ? NEW : following(to.version)),
		append: async (inflows, generation) => {
			const items = inflows.map((row) => inflowItem(row, generation));
			const share = Math.ceil(items.length / WRITERS);
			const shares = Array.from({ length: WRITERS }, (_, n) => items.slice(n * share, (n + 1) * share));
			await Promise.all(shares.map((some) => table.putMany(some)));
		},
		removeSuperseded: async (tokenId, fork: Fork) => {
			for await (const page of pages(tokenId, 100, heightKey(fork.upTo + 1))) {
				const rows = page.filter((item) => isInflow(item) && bookedAtOf(item) > fork.above);
				const gone = rows.filter((item) => isSuperseded([fork], placeOf(item)));
				const exists = { expression: "attribute_exists(pk)" };
				await Promise.all(gone.map(({ pk, sk }) => table.remove({ pk: String(pk), sk: String(sk) }, exists)));
				if (rows.length < page.length) break; // the rest is older
			}
		},
		inflows: async (tokenId, limit, after) => {
			const forks = (await cursor(tokenId))?.forks ?? [];
			const rows: Item[] = [];
			for await (const page of pages(tokenId, limit + 1, after)) {
				rows.push(...page.filter((item) => isInflow(item) && !isSuperseded(forks, placeOf(item))));
				if (rows.length > limit) break;
			}
			const last = rows[limit - 1];
			const inflows = rows.slice(0, limit).map(decodeInflow);
			return { inflows, ...(rows.length > limit && last ? { next: String(last.sk).slice(PREFIX.length) } : {}) };
		},
	};
}
