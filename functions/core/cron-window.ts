import { CronExpressionParser } from "cron-parser";

/** From each time that the cron expression names, `durationSec` long. */
export interface CronWindow {
	cron: string;
	durationSec: number;
	timezone: string;
}

/** Whether the window is open at a second; throws on an expression or a zone that there isn't. */
export const isInWindow = (window: CronWindow, nowSec: number): boolean => shutWindow(window, nowSec) === undefined;

/** The window as it was open last, when it is shut at a second; undefined: it is open. */
export function shutWindow(
	{ cron, durationSec, timezone }: CronWindow,
	nowSec: number,
): { openedSec: number; shutSec: number } | undefined {
	// `prev` gives what lies strictly before.
	const currentDate = new Date((nowSec + 1) * 1000);
	const openedSec = CronExpressionParser.parse(cron, { currentDate, tz: timezone }).prev().getTime() / 1000;
	const shutSec = openedSec + durationSec;
	return nowSec < shutSec ? undefined : { openedSec, shutSec };
}
