import type { Ports } from "../core/ports/ports.ts";
import { LATE_MS, minutesBetweenRuns, missedAfterMs, NOTE_MS } from "../core/schedule.ts";
import type { Schedules } from "../core/stage.ts";

/** Notices of functions whose schedule does not start them; one that never was counts from the first look. */
export async function checkSchedules(ports: Ports): Promise<void> {
	const { store, notifier, schedules } = ports;
	const nowMs = ports.nowMs();
	for (const [fn, minutes] of Object.entries(minutesBetweenRuns(schedules))) {
		const lastRanMs = await store.notices.lastRunMs(fn);
		const byMs =
			minutes === undefined ? await startByMs(schedules[fn as keyof Schedules], nowMs) : nowMs - missedAfterMs(minutes);
		if (lastRanMs === undefined) await store.notices.noteRun(fn, nowMs);
		else if (lastRanMs < byMs) await notifier.notify({ kind: "schedule.missed", function: fn, lastRanMs });
	}
	ports.log.info("schedules_checked", {});
}

/** From when on a run of a schedule by cron has to be noted; 0: none has. The parser is large, and most go by rate. */
async function startByMs(schedule: string, nowMs: number): Promise<number> {
	const { lastStartMs } = await import("../core/cron-schedule.ts");
	return (lastStartMs(schedule, nowMs - LATE_MS) ?? 0) - NOTE_MS;
}
