import type { Ports } from "../core/ports/ports.ts";
import { NOTE_MS } from "../core/schedule.ts";

/** Tells that a function was started by its schedule; noted for `checkSchedules` once in a while. */
export function noteRun(
	{ store, nowMs, log }: Pick<Ports, "store" | "nowMs" | "log">,
	fn: string,
): () => Promise<void> {
	let notedMs = 0;
	return async () => {
		log.info("schedule_ran", { function: fn });
		if (nowMs() - notedMs < NOTE_MS - 30_000) return;
		try {
			await store.notices.noteRun(fn, nowMs());
			notedMs = nowMs();
		} catch (error) {
			log.warn("run_not_noted", { function: fn, error: (error as Error).message }); // its work must not wait for that
		}
	};
}
