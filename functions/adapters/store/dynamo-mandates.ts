import type { Hex } from "../../core/hex.ts";
import type { StoredMandate } from "../../core/mandate.ts";
import type { MandateStore, Retry } from "../../core/ports/mandate-store.ts";
import { timeKey } from "../../core/time-key.ts";
import { decodeMandate, decodeProgress, encodeMandate, encodeProgress, type Item } from "./records.ts";
import { following, type Key, NEW, type QueryOptions, type Table } from "./table.ts";

const keyOf = (id: Hex): Key => ({ pk: `mandate#${id}`, sk: "mandate" });

const retryPlace = (tokenId: string): string => `retry#${tokenId}`;
const retryKey = (tokenId: string, { mandateId, atMs }: Retry): Key => ({
	pk: retryPlace(tokenId),
	sk: `${timeKey(atMs)}#${mandateId}`,
});
const progressKey = (tokenId: string): Key => ({ pk: `token#${tokenId}`, sk: "payout" });

/** Mandates as items; the index `waiting` lists a token's standing ones, `holders` each holder's. */
export function dynamoMandates(table: Table): MandateStore {
	const item = (mandate: StoredMandate) => ({
		...keyOf(mandate.id),
		...encodeMandate(mandate),
		...(mandate.revokedAtMs === undefined ? { queue: `mandates#${mandate.tokenId}` } : {}),
		holderKey: `mandates#${mandate.holder}`,
		queuedAt: `${timeKey(mandate.createdAtMs)}#${mandate.id}`,
	});
	const list = async (query: QueryOptions, limit: number, after?: string) => {
		const pages = table.query({ ...query, limit: limit + 1, ...(after === undefined ? {} : { after }) });
		const { value: entries = [] } = await pages.next();
		const last = entries[limit - 1];
		const keys = entries.slice(0, limit).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
		const found = new Map((await table.getMany(keys)).map((one: Item) => [one.pk, decodeMandate(one)]));
		const mandates = keys.flatMap(({ pk }) => found.get(pk) ?? []);
		return { mandates, ...(entries.length > limit && last ? { next: String(last.queuedAt) } : {}) };
	};
	return {
		get: async (id) => {
			const found = await table.get(keyOf(id));
			return found && decodeMandate(found);
		},
		insert: (mandate) => table.put(item(mandate), NEW),
		update: (mandate) => table.put(item(mandate), following(mandate.version)),
		ofToken: async (tokenId, limit, after) => {
			const found = await list({ index: "waiting", partition: `mandates#${tokenId}` }, limit, after);
			// The index may lag behind.
			return { ...found, mandates: found.mandates.filter(({ revokedAtMs }) => revokedAtMs === undefined) };
		},
		progress: async (tokenId) => {
			const found = await table.get(progressKey(tokenId));
			return found && decodeProgress(found);
		},
		setProgress: async (tokenId, progress) => {
			await table.put({ ...progressKey(tokenId), ...encodeProgress(progress) });
		},
		tryAgain: async (tokenId, retry) => {
			await table.put({ ...retryKey(tokenId, retry), ...retry });
		},
		retries: async (tokenId, nowMs, limit) => {
			const { value: page = [] } = await table.query({ partition: retryPlace(tokenId), limit }).next();
			return page
				.map(({ mandateId, atMs }) => ({ mandateId: mandateId as Hex, atMs: Number(atMs) }))
				.filter(({ atMs }) => atMs <= nowMs);
		},
		forget: async (tokenId, retry) => {
			await table.remove(retryKey(tokenId, retry), { expression: "attribute_exists(pk)" });
		},
		ofHolder: (holder, limit, after) =>
			list({ index: "holders", partition: `mandates#${holder}`, newestFirst: true }, limit, after),
	};
}
