import { dueAtMs, type Envelope } from "../../core/outbox.ts";
import type { NoticeStore } from "../../core/ports/notice-store.ts";

/** Notices that live as long as the process. */
export function memoryNotices(): NoticeStore {
	const envelopes = new Map<string, Envelope>();
	const troubles = new Map<string, number>();
	const runs = new Map<string, number>();
	const at = (envelope: Envelope): number => dueAtMs(envelope) ?? Number.POSITIVE_INFINITY;
	return {
		insert: async (envelope) => {
			if (envelopes.has(envelope.id)) return false;
			envelopes.set(envelope.id, structuredClone(envelope));
			return true;
		},
		update: async (envelope) => {
			if (envelopes.get(envelope.id)?.version !== envelope.version - 1) return false;
			envelopes.set(envelope.id, structuredClone(envelope));
			return true;
		},
		due: async (nowMs, limit) => {
			const due = [...envelopes.values()].filter((one) => at(one) <= nowMs).sort((a, b) => at(a) - at(b));
			return structuredClone(due.slice(0, limit));
		},
		begin: async (trouble, nowMs) => {
			if (!troubles.has(trouble)) troubles.set(trouble, nowMs);
			return troubles.get(trouble) ?? nowMs;
		},
		end: async (trouble) => void troubles.delete(trouble),
		noteRun: async (fn, atMs) => void runs.set(fn, atMs),
		lastRunMs: async (fn) => runs.get(fn),
	};
}
