import { dueAtMs, type Envelope } from "../../core/outbox.ts";
import type { NoticeStore } from "../../core/ports/notice-store.ts";
import { decodeEnvelope } from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

/** How long what was delivered, or can't be, is known, so that its repetition is not sent anew. */
const KEPT_SEC = 35 * 86_400;
const keyOf = (id: string): Key => ({ pk: `notice#${id}`, sk: "notice" });
const troubleKey = (trouble: string): Key => ({ pk: `trouble#${trouble}`, sk: "trouble" });
const runKey = (fn: string): Key => ({ pk: `run#${fn}`, sk: "run" });
const padded = (ms: number): string => String(ms).padStart(15, "0");

/** Notices as items; the index `waiting` holds those that are still to be sent, by time. */
export function dynamoNotices(table: Table): NoticeStore {
	const item = (envelope: Envelope) => {
		const dueMs = dueAtMs(envelope);
		return {
			...keyOf(envelope.id),
			...envelope,
			...(dueMs === undefined
				? { expiresAtSec: Math.floor(envelope.createdAtMs / 1_000) + KEPT_SEC }
				: { queue: "notices", queuedAt: `${padded(dueMs)}#${envelope.id}` }),
		};
	};
	const since = async (trouble: string): Promise<number | undefined> =>
		(await table.get(troubleKey(trouble)))?.sinceMs as number | undefined;
	return {
		insert: (envelope) => table.put(item(envelope), NEW),
		update: (envelope) => table.put(item(envelope), following(envelope.version)),
		due: async (nowMs, limit) => {
			const { value: entries = [] } = await table.query({ index: "waiting", partition: "notices", limit }).next();
			const due = entries.filter(({ queuedAt }) => String(queuedAt) < padded(nowMs + 1));
			const found = await table.getMany(due.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })));
			const at = (envelope: Envelope): number => dueAtMs(envelope) ?? Number.POSITIVE_INFINITY;
			// The index may lag behind.
			return found
				.map(decodeEnvelope)
				.filter((one) => at(one) <= nowMs)
				.sort((a, b) => at(a) - at(b));
		},
		begin: async (trouble, nowMs) => {
			const known = await since(trouble);
			if (known !== undefined) return known;
			if (await table.put({ ...troubleKey(trouble), sinceMs: nowMs }, NEW)) return nowMs;
			return (await since(trouble)) ?? nowMs;
		},
		end: async (trouble) => {
			if ((await since(trouble)) !== undefined)
				await table.remove(troubleKey(trouble), { expression: "attribute_exists(pk)" });
		},
		noteRun: async (fn, atMs) => {
			await table.put({ ...runKey(fn), atMs });
		},
		lastRunMs: async (fn) => (await table.get(runKey(fn)))?.atMs as number | undefined,
	};
}
