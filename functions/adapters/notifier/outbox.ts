import { noticeId } from "../../core/notice.ts";
import { type Destination, envelopeOf } from "../../core/outbox.ts";
import type { Invoker } from "../../core/ports/invoker.ts";
import type { Notifier } from "../../core/ports/notifier.ts";
import type { Store } from "../../core/ports/ports.ts";

/** Ids that this process has recorded, so that what lasts is not written at every look. */
const KNOWN = 10_000;
/** One wake-up covers what is recorded within this time. */
const WAKE_MS = 2_000;

/** Notices as rows of the table, which `notify` sends from; nothing is written that nobody wants. */
export function outboxNotifier(
	store: Store,
	destinations: readonly Destination[],
	invoker: Invoker,
	nowMs = (): number => Date.now(),
): Notifier {
	const known = new Set<string>();
	let wokenAtMs = 0;
	return {
		notify: async (notice) => {
			const id = noticeId(notice);
			if (known.has(id)) return;
			const atMs = nowMs();
			const envelope = envelopeOf(notice, destinations, atMs);
			if (!envelope) return;
			const isNew = await store.notices.insert(envelope);
			if (known.size >= KNOWN) known.clear();
			known.add(id);
			if (!isNew || atMs - wokenAtMs < WAKE_MS) return;
			wokenAtMs = atMs;
			await invoker.wake({ fn: "notify", woken: true });
		},
	};
}
