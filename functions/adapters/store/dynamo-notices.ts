import { type Envelope, NO_REST } from "../../core/outbox.ts";
import type { NoticeStore } from "../../core/ports/notice-store.ts";
import { timeKey } from "../../core/time-key.ts";
import { decodeEnvelope } from "./records.ts";
import { dueIn, following, type Key, NEW, type Table } from "./table.ts";

/** How long a notice is known, so that its repetition is not sent anew, and one to a destination that is no more goes. */
const KEPT_SEC = 35 * 86_400;
const keyOf = ({ id, destination }: Pick<Envelope, "id" | "destination">): Key => ({
	pk: `notice#${id}`,
	sk: destination,
});
const restKey = (destination: string): Key => ({ pk: `rest#${destination}`, sk: "rest" });
const troubleKey = (trouble: string): Key => ({ pk: `trouble#${trouble}`, sk: "trouble" });
const runKey = (fn: string): Key => ({ pk: `run#${fn}`, sk: "run" });

/** Notices as items, one for each destination; the index `waiting` holds those that are still to be sent there, by time. */
export function dynamoNotices(table: Table): NoticeStore {
	const item = (envelope: Envelope) => ({
		...keyOf(envelope),
		...envelope,
		expiresAtSec: Math.floor(envelope.createdAtMs / 1_000) + KEPT_SEC,
		...(envelope.state === "due"
			? { queue: `notices#${envelope.destination}`, queuedAt: `${timeKey(envelope.nextAtMs)}#${envelope.id}` }
			: {}),
	});
	const since = async (trouble: string): Promise<number | undefined> =>
		(await table.get(troubleKey(trouble)))?.sinceMs as number | undefined;
	return {
		insert: (envelope) =>
			table.put(item(envelope), {
				expression: "attribute_not_exists(pk) OR #state = :dropped",
				values: { ":dropped": "dropped" },
			}),
		update: (envelope) => table.put(item(envelope), following(envelope.version)),
		due: async (destination, nowMs, limit) => {
			const found = await dueIn(table, `notices#${destination}`, nowMs, limit);
			return found
				.map(decodeEnvelope)
				.filter(({ state, nextAtMs }) => state === "due" && nextAtMs <= nowMs)
				.sort((a, b) => a.nextAtMs - b.nextAtMs);
		},
		rest: async (destination) => {
			const { times, untilMs } = (await table.get(restKey(destination))) ?? NO_REST;
			return { times: Number(times), untilMs: Number(untilMs) };
		},
		setRest: async (destination, rest) => {
			await table.put({ ...restKey(destination), ...rest });
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
