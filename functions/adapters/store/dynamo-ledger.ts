import { type Fork, isSuperseded } from "../../core/cursor.ts";
import { bookedAt, type Inflow } from "../../core/inflow.ts";
import type { LedgerStore } from "../../core/ports/ledger-store.ts";
import { packInflows, unpackInflows } from "./inflow-rows.ts";
import { decodeCursor, encodeCursor, heightKey, type Item, inflowKey } from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

const cursorKey = (tokenId: string): Key => ({ pk: `token#${tokenId}`, sk: "cursor" });
const PREFIX = "inflow#";
/** Rows of one item: a write costs by size, and a page of a list reads whole items. */
const ROWS = 250;
/** The key of its first row: the item that holds a row is the last one whose key is not above the row's. */
const rowsItem = (rows: readonly Inflow[], generation: number) => {
	const [first] = rows as [Inflow];
	const sk = `${PREFIX}${inflowKey(first, generation)}`;
	return { pk: `token#${first.tokenId}`, sk, generation, rows: packInflows(rows) };
};
const generationOf = (item: Item): number => Number(item.generation);
const inOrder = (a: Inflow, b: Inflow): number => (inflowKey(a, 0) < inflowKey(b, 0) ? -1 : 1);
/** Requests that are under way at the same time. */
const WRITERS = 8;
/** Items that a page of a list reads at a time: some hold many rows, most but one. */
const ITEMS = 10;

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
	const isRows = (item: Item): boolean => String(item.sk).startsWith(PREFIX);
	const rowsOf = (tokenId: string, item: Item): Inflow[] => unpackInflows(tokenId, String(item.rows));

	return {
		cursor,
		moveCursor: (tokenId, to) =>
			table.put({ ...cursorKey(tokenId), ...encodeCursor(to) }, to.version === 1 ? NEW : following(to.version)),
		append: async (inflows, generation) => {
			const sorted = isSorted(inflows) ? inflows : inflows.toSorted(inOrder);
			const items = Array.from({ length: Math.ceil(sorted.length / ROWS) }, (_, n) =>
				rowsItem(sorted.slice(n * ROWS, (n + 1) * ROWS), generation),
			);
			const share = Math.ceil(items.length / WRITERS);
			const shares = Array.from({ length: WRITERS }, (_, n) => items.slice(n * share, (n + 1) * share));
			await Promise.all(shares.map((some) => table.putMany(some)));
		},
		removeSuperseded: async (tokenId, fork: Fork) => {
			for await (const page of pages(tokenId, 100, heightKey(fork.upTo + 1))) {
				const items = page.filter(isRows).map((item) => ({ item, rows: rowsOf(tokenId, item) }));
				for (const { item, rows } of items) {
					const generation = generationOf(item);
					const kept = rows.filter((row) => !isSuperseded([fork], { bookedAt: bookedAt(row), generation }));
					if (kept.length === rows.length) continue;
					const key = { pk: String(item.pk), sk: String(item.sk) };
					if (kept.length > 0) await table.putMany([rowsItem(kept, generation)]);
					if (kept[0] !== rows[0]) await table.remove(key, { expression: "attribute_exists(pk)" });
				}
				const isOlder = ({ rows }: { rows: Inflow[] }) => rows.every((row) => bookedAt(row) <= fork.above);
				if (items.length < page.length || items.some(isOlder)) break; // so is the rest
			}
		},
		inflows: async (tokenId, limit, after) => {
			const forks = (await cursor(tokenId))?.forks ?? [];
			const found: { row: Inflow; key: string }[] = [];
			for await (const page of pages(tokenId, Math.min(limit + 1, ITEMS), after)) {
				for (const item of page.filter(isRows)) {
					const generation = generationOf(item);
					const standing = rowsOf(tokenId, item)
						.filter((row) => !isSuperseded(forks, { bookedAt: bookedAt(row), generation }))
						.map((row) => ({ row, key: inflowKey(row, generation) }))
						.filter(({ key }) => after === undefined || key < after);
					found.push(...standing.reverse());
				}
				if (found.length > limit) break;
			}
			const last = found[limit - 1];
			const inflows = found.slice(0, limit).map(({ row }) => row);
			return { inflows, ...(found.length > limit && last ? { next: last.key } : {}) };
		},
	};
}

const isSorted = (rows: readonly Inflow[]): boolean =>
	rows.every((row, at) => {
		const before = rows[at - 1];
		return (
			!before ||
			bookedAt(before) < bookedAt(row) ||
			(bookedAt(before) === bookedAt(row) && before.logIndex < row.logIndex)
		);
	});
