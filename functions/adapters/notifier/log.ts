import type { Notifier } from "../../core/ports/notifier.ts";
import type { Log } from "../../core/ports/ports.ts";

/** Writes notices to the log, for a stage in which nobody else is told. */
export const logNotifier = (log: Log): Notifier => ({
	notify: async ({ kind, ...facts }) => log.info("notice", { kind, ...facts }),
});
