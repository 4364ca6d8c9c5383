import type { Courier } from "../../core/ports/courier.ts";
import type { Log } from "../../core/ports/ports.ts";

/** Writes messages to the log, where there is no topic: the local stack. */
export const logCourier = (log: Log): Courier => ({
	deliver: async ({ id, kind, body }) => {
		log.info("notice", { noticeId: id, kind, ...(JSON.parse(body) as { facts: object }).facts });
		return { ok: true };
	},
});
