import { type Notice, noticeId } from "../../core/notice.ts";
import type { Notifier } from "../../core/ports/notifier.ts";

/** Keeps notices as long as the process lives, each once; for tests. */
export function memoryNotifier(): Notifier & { notices: Notice[] } {
	const notices: Notice[] = [];
	const known = new Set<string>();
	return {
		notices,
		notify: async (notice) => {
			const id = noticeId(notice);
			if (known.has(id)) return;
			known.add(id);
			notices.push(structuredClone(notice));
		},
	};
}
