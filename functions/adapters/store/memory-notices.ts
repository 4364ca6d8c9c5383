import { type Envelope, NO_REST, type Rest } from "../../core/outbox.ts";
import type { NoticeStore } from "../../core/ports/notice-store.ts";

/** Notices that live as long as the process. */
export function memoryNotices(): NoticeStore {
	const envelopes = new Map<string, Envelope>();
	const troubles = new Map<string, number>();
	const runs = new Map<string, number>();
	const rests = new Map<string, Rest>();
	const keyOf = ({ id, destination }: Envelope): string => `${id}/${destination}`;
	return {
		insert: async (envelope) => {
			const known = envelopes.get(keyOf(envelope));
			if (known && known.state !== "dropped") return false;
			envelopes.set(keyOf(envelope), structuredClone(envelope));
			return true;
		},
		update: async (envelope) => {
			if (envelopes.get(keyOf(envelope))?.version !== envelope.version - 1) return false;
			envelopes.set(keyOf(envelope), structuredClone(envelope));
			return true;
		},
		due: async (destination, nowMs, limit) => {
			const due = [...envelopes.values()]
				.filter((one) => one.destination === destination && one.state === "due" && one.nextAtMs <= nowMs)
				.sort((a, b) => a.nextAtMs - b.nextAtMs);
			return structuredClone(due.slice(0, limit));
		},
		rest: async (destination) => rests.get(destination) ?? NO_REST,
		setRest: async (destination, rest) => void rests.set(destination, rest),
		begin: async (trouble, nowMs) => {
			if (!troubles.has(trouble)) troubles.set(trouble, nowMs);
			return troubles.get(trouble) ?? nowMs;
		},
		end: async (trouble) => void troubles.delete(trouble),
		noteRun: async (fn, atMs) => void runs.set(fn, atMs),
		lastRunMs: async (fn) => runs.get(fn),
	};
}
