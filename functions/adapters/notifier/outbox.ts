import { noticeId } from "../../core/notice.ts";
import { type Destination, envelopesOf } from "../../core/outbox.ts";
import type { Invoker } from "../../core/ports/invoker.ts";
import type { Notifier } from "../../core/ports/notifier.ts";
import type { Store } from "../../core/ports/ports.ts";

/** Ids that this process has recorded, so that what lasts is not written at every look. */
const KNOWN = 10_000;
/** One wake-up covers what is recorded within this time. */
const WAKE_MS = 2_000;

/** Notices as rows of the table, one for each who wants it, which `notify` sends from. */
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
			const envelopes = envelopesOf(notice, destinations, atMs);
			if (envelopes.length === 0) return;
			const isNew = (await Promise.all(envelopes.map(store.notices.insert))).includes(true);
			if (known.size >= KNOWN) known.clear();
			known.add(id);
			if (!isNew || atMs - wokenAtMs < WAKE_MS) return;
			wokenAtMs = atMs;
			await invoker.wake({ fn: "notify", woken: true });
		},
	};
}
