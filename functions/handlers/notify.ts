import { checkSchedules } from "../app/check-schedules.ts";
import { deliverNotices } from "../app/deliver-notices.ts";
import { wireNotify } from "../wire.ts";
import { job, wokenEvent } from "./middleware/job.ts";

const ports = await wireNotify();
const BUDGET_MS = 45_000;

export const handler = job("notify", ports, wokenEvent, async ({ woken }) => {
	try {
		if (!woken) await checkSchedules(ports);
	} finally {
		await deliverNotices(ports, ports.nowMs() + BUDGET_MS, woken);
	}
});
