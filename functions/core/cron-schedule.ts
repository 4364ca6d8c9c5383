import { CronExpressionParser } from "cron-parser";

/** Further back a year that is named is not looked for. */
const OLDEST_YEAR = 2020;

/**
 * When a schedule of EventBridge Scheduler, `cron(minutes hours day-of-month month day-of-week year)` in UTC, was last to
 * start something, in ms; undefined: not yet, it is no such schedule, or it is written as nobody here can read (docs/stage-file.md).
 */
export function lastStartMs(schedule: string, nowMs: number): number | undefined {
	const [, fields, days = "", years = ""] = /^cron\((\S+ \S+ \S+ \S+) (\S+) (\S+)\)$/.exec(schedule) ?? [];
	if (fields === undefined) return undefined;
	// There Sunday is 1, here 0; what follows # counts weeks.
	const weekdays = days.replace(/(?<![#\d])\d/g, (day) => String(Number(day) - 1));
	try {
		const currentDate = new Date(nowMs + 1_000); // `prev` gives what lies strictly before
		const starts = CronExpressionParser.parse(`${fields} ${weekdays}`, { currentDate, tz: "UTC" });
		for (;;) {
			const start = starts.prev().toDate();
			const year = start.getUTCFullYear();
			if (isIn(years, year)) return start.getTime();
			if (year < OLDEST_YEAR) return undefined;
		}
	} catch {
		return undefined;
	}
}

const isIn = (years: string, year: number): boolean =>
	/^[*?]$/.test(years) ||
	years.split(",").some((part) => {
		const [from, to = from] = part.split("-").map(Number);
		return from !== undefined && to !== undefined && year >= from && year <= to;
	});
