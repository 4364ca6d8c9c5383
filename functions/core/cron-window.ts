import { CronExpressionParser } from "cron-parser";

/** From each time that the cron expression names, `durationSec` long. */
export interface CronWindow {
	cron: string;
	durationSec: number;
	timezone: string;
}

/** Whether the window is open at a second; throws on an expression or a zone that there isn't. */
export function isInWindow({ cron, durationSec, timezone }: CronWindow, nowSec: number): boolean {
	// `prev` gives what lies strictly before.
	const currentDate = new Date((nowSec + 1) * 1000);
	const openedMs = CronExpressionParser.parse(cron, { currentDate, tz: timezone }).prev().getTime();
	return nowSec < openedMs / 1000 + durationSec;
}
