import type { HolderRow, OptOut } from "../../core/payout.ts";
import type { PayoutStore } from "../../core/ports/payout-store.ts";
import {
	decodeCursor,
	decodeExpiry,
	decodeHolder,
	decodeOptOut,
	decodeProgress,
	encodeCursor,
	encodeExpiry,
	encodeHolder,
	encodeOptOut,
	encodeProgress,
	type Item,
	owedKey,
} from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

type Named = Pick<HolderRow, "tokenId" | "holder">;
const rowKey = ({ tokenId, holder }: Named): Key => ({ pk: `holders#${tokenId}`, sk: holder });
const optOutKey = ({ tokenId, holder }: Named): Key => ({ pk: `opt-out#${tokenId}#${holder}`, sk: "opt-out" });
const cursorKey = (tokenId: string): Key => ({ pk: `payout#${tokenId}`, sk: "cursor" });
const progressKey = (tokenId: string): Key => ({ pk: `payout#${tokenId}`, sk: "weighing" });
const expiryKey = (tokenId: string, snapshotId: bigint): Key => ({
	pk: `payout#${tokenId}`,
	sk: `expiry#${snapshotId}`,
});
/** Requests that are under way at the same time. */
const WRITERS = 16;

/** Holders as items of one partition a token; the index `waiting` lists those that are owed something, most first. */
export function dynamoPayouts(table: Table): PayoutStore {
	const item = (row: HolderRow) => ({
		...rowKey(row),
		...encodeHolder(row),
		...(row.owedWei > 0n ? { queue: `owed#${row.tokenId}`, queuedAt: owedKey(row) } : {}),
	});
	return {
		cursor: async (tokenId) => {
			const found = await table.get(cursorKey(tokenId));
			return found && decodeCursor(found);
		},
		moveCursor: (tokenId, to) =>
			table.put({ ...cursorKey(tokenId), ...encodeCursor(to) }, to.version === 1 ? NEW : following(to.version)),
		add: async (tokenId, holders) => {
			const waiting = [...holders];
			const write = async (): Promise<void> => {
				for (let holder = waiting.pop(); holder; holder = waiting.pop())
					await table.put(item({ tokenId, holder, version: 1, owedWei: 0n }), NEW);
			};
			await Promise.all(Array.from({ length: WRITERS }, write));
		},
		holder: async (tokenId, holder) => {
			const found = await table.get(rowKey({ tokenId, holder }));
			return found && decodeHolder(found);
		},
		holders: async (tokenId, limit, after) => {
			const partition = `holders#${tokenId}`;
			const query = { partition, limit: limit + 1, ...(after === undefined ? {} : { after }) };
			const rows: Item[] = [];
			for await (const page of table.query(query)) {
				rows.push(...page);
				if (rows.length > limit) break;
			}
			const last = rows[limit - 1];
			const next = rows.length > limit && last ? { next: String(last.sk) } : {};
			return { holders: rows.slice(0, limit).map(decodeHolder), ...next };
		},
		update: (row) => table.put(item(row), following(row.version)),
		owed: async (tokenId, limit, after) => {
			const query = { index: "waiting" as const, partition: `owed#${tokenId}`, limit: limit + 1 };
			const pages = table.query({ ...query, ...(after === undefined ? {} : { after }) });
			const { value: entries = [] } = await pages.next();
			const last = entries[limit - 1];
			const keys = entries.slice(0, limit).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
			const found = new Map((await table.getMany(keys)).map((one) => [one.sk, decodeHolder(one)]));
			// The index may lag behind.
			const holders = keys.flatMap(({ sk }) => found.get(sk) ?? []).filter(({ owedWei }) => owedWei > 0n);
			return { holders, ...(entries.length > limit && last ? { next: String(last.queuedAt) } : {}) };
		},
		weighing: async (tokenId) => {
			const found = await table.get(progressKey(tokenId));
			return found && decodeProgress(found);
		},
		setWeighing: async (tokenId, to) => {
			await table.put({ ...progressKey(tokenId), ...encodeProgress(to) });
		},
		expiry: async (tokenId, snapshotId) => {
			const found = await table.get(expiryKey(tokenId, snapshotId));
			return found && decodeExpiry(found);
		},
		setExpiry: async (tokenId, watch) => {
			await table.put({ ...expiryKey(tokenId, watch.snapshotId), ...encodeExpiry(watch) });
		},
		optOut: async (tokenId, holder) => {
			const found = await table.get(optOutKey({ tokenId, holder }));
			return found && decodeOptOut(found);
		},
		setOptOut: (optOut: OptOut) =>
			table.put(
				{ ...optOutKey(optOut), ...encodeOptOut(optOut) },
				{
					expression: "attribute_not_exists(pk) OR #signedAtSec < :signedAtSec",
					values: { ":signedAtSec": optOut.signedAtSec },
				},
			),
	};
}
