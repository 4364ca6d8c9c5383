import type { HolderRow, OptOut, PushRetry } from "../../core/payout.ts";
import type { PayoutStore } from "../../core/ports/payout-store.ts";
import { timeKey } from "../../core/time-key.ts";
import {
	decodeCursor,
	decodeExpiry,
	decodeHold,
	decodeHolder,
	decodeOptOut,
	decodeProgress,
	decodePushRetry,
	encodeCursor,
	encodeExpiry,
	encodeHold,
	encodeHolder,
	encodeOptOut,
	encodeProgress,
	type Item,
	owedKey,
} from "./records.ts";
import { dueIn, following, type Key, NEW, type Table } from "./table.ts";

type Named = Pick<HolderRow, "tokenId" | "holder">;
const rowKey = ({ tokenId, holder }: Named): Key => ({ pk: `holders#${tokenId}`, sk: holder });
const optOutKey = ({ tokenId, holder }: Named): Key => ({ pk: `opt-out#${tokenId}#${holder}`, sk: "opt-out" });
const retryKey = ({ tokenId, holder }: Named): Key => ({ pk: `push-retry#${tokenId}#${holder}`, sk: "retry" });
const cursorKey = (tokenId: string): Key => ({ pk: `payout#${tokenId}`, sk: "cursor" });
const progressKey = (tokenId: string): Key => ({ pk: `payout#${tokenId}`, sk: "weighing" });
const firstOpenKey = (tokenId: string): Key => ({ pk: `payout#${tokenId}`, sk: "first-open" });
const expiryKey = (tokenId: string, snapshotId: bigint): Key => ({
	pk: `payout#${tokenId}`,
	sk: `expiry#${snapshotId}`,
});
const holdKey = (tokenId: string, snapshotId: bigint): Key => ({ pk: `payout#${tokenId}`, sk: `hold#${snapshotId}` });
/** Requests that are under way at the same time. */
const WRITERS = 16;

/**
 * Holders as items of one partition a token; the index `waiting` lists those that are owed something, most first, and
 * those that are tried again, by time.
 */
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
		firstOpen: async (tokenId) => {
			const found = await table.get(firstOpenKey(tokenId));
			return found && BigInt(String(found.snapshotId));
		},
		setFirstOpen: async (tokenId, snapshotId) => {
			await table.put({ ...firstOpenKey(tokenId), snapshotId: String(snapshotId) });
		},
		expiry: async (tokenId, snapshotId) => {
			const found = await table.get(expiryKey(tokenId, snapshotId));
			return found && decodeExpiry(found);
		},
		setExpiry: async (tokenId, watch) => {
			await table.put({ ...expiryKey(tokenId, watch.snapshotId), ...encodeExpiry(watch) });
		},
		hold: async (tokenId, snapshotId) => {
			const found = await table.get(holdKey(tokenId, snapshotId));
			return found && decodeHold(found);
		},
		setHold: async (tokenId, hold) => {
			await table.put({ ...holdKey(tokenId, hold.snapshotId), ...encodeHold(hold) });
		},
		tryAgain: async (retry) => {
			const { atMs, tokenId, holder } = retry;
			const place =
				atMs === undefined ? {} : { queue: `push-retries#${tokenId}`, queuedAt: `${timeKey(atMs)}#${holder}` };
			await table.put({ ...retryKey(retry), ...retry, ...place });
		},
		retry: async (tokenId, holder) => {
			const found = await table.get(retryKey({ tokenId, holder }));
			return found && decodePushRetry(found);
		},
		retries: async (tokenId, nowMs, limit) => {
			const found = await dueIn(table, `push-retries#${tokenId}`, nowMs, limit);
			return found
				.map(decodePushRetry)
				.filter(({ atMs }) => atMs !== undefined && atMs <= nowMs)
				.sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
		},
		endWait: async ({ atMs, ...retry }: PushRetry) => {
			await table.put({ ...retryKey(retry), ...retry }, { expression: "#atMs = :atMs", values: { ":atMs": atMs } });
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
