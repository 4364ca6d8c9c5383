import type { Ports } from "../core/ports/ports.ts";
import { minutesBetweenRuns, missedAfterMs } from "../core/schedule.ts";

/** Notices of functions whose schedule no longer starts them; one that was never started is the alarm's matter. */
export async function checkSchedules(ports: Ports): Promise<void> {
	for (const [fn, minutes] of Object.entries(minutesBetweenRuns(ports.schedules))) {
		if (minutes === undefined) continue;
		const lastRanMs = await ports.store.notices.lastRunMs(fn);
		if (lastRanMs !== undefined && ports.nowMs() - lastRanMs > missedAfterMs(minutes))
			await ports.notifier.notify({ kind: "schedule.missed", function: fn, lastRanMs });
	}
}
