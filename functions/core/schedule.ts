import type { Schedules } from "./stage.ts";

/** Minutes between two runs of each function that serverless.yml schedules; undefined: a cron expression says. */
export const minutesBetweenRuns = ({ snapshot, sweep }: Schedules): Record<string, number | undefined> => ({
	watch: 1,
	relay: 1,
	settle: 1,
	payout: 1,
	notify: 1,
	snapshot: rateInMinutes(snapshot),
	sweep: rateInMinutes(sweep),
});

/** `rate(5 minutes)` -> 5; undefined for cron. */
export function rateInMinutes(schedule: string): number | undefined {
	const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
	const size = { minute: 1, hour: 60, day: 1440 }[unit ?? ""];
	return size === undefined ? undefined : Number(count) * size;
}

/** A run is noted at most so often. */
export const NOTE_MS = 5 * 60_000;
/** How long after the time of a start by cron a function counts as not started. */
export const LATE_MS = 10 * 60_000;
/** How long after its last noted run a function counts as not started any more. */
export const missedAfterMs = (minutes: number): number => NOTE_MS + 5 * minutes * 60_000;
