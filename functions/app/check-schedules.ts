import type { Ports } from "../core/ports/ports.ts";
import { minutesBetweenRuns, missedAfterMs } from "../core/schedule.ts";

/** Notices of functions whose schedule does not start them; one that never was counts from the first look. */
export async function checkSchedules(ports: Ports): Promise<void> {
	for (const [fn, minutes] of Object.entries(minutesBetweenRuns(ports.schedules))) {
		if (minutes === undefined) continue;
		const lastRanMs = await ports.store.notices.lastRunMs(fn);
		if (lastRanMs === undefined) await ports.store.notices.noteRun(fn, ports.nowMs());
		else if (ports.nowMs() - lastRanMs > missedAfterMs(minutes))
			await ports.notifier.notify({ kind: "schedule.missed", function: fn, lastRanMs });
	}
	ports.log.info("schedules_checked", {});
}
