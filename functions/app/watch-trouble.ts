import type { Notice } from "../core/notice.ts";
import type { Ports } from "../core/ports/ports.ts";

/** Tells of a trouble once for as long as it lasts: `notice` is given since when; undefined: there is none. */
export async function watchTrouble(
	ports: Ports,
	trouble: string,
	notice: ((sinceMs: number) => Notice) | undefined,
): Promise<void> {
	if (!notice) return ports.store.notices.end(trouble);
	await ports.notifier.notify(notice(await ports.store.notices.begin(trouble, ports.nowMs())));
}
