import type { Held, LaneStatus } from "../core/ports/lane-store.ts";
import type { Ports } from "../core/ports/ports.ts";

/** What a run found of a lane. */
export interface LaneFinding {
	waitsFor?: Held;
	setAside?: LaneStatus["setAside"];
}

/** Keeps what is the matter with a lane, for people and for the choice among lanes; alerts when it changes. */
export async function noteLane(ports: Ports, lane: string, { waitsFor, setAside }: LaneFinding): Promise<void> {
	const before = await ports.store.lanes.status(lane);
	if (before?.waitsFor === waitsFor && before?.setAside === setAside) return;
	const status = {
		...(waitsFor ? { waitsFor } : {}),
		...(setAside ? { setAside } : {}),
		sinceMs: ports.nowMs(),
	};
	await ports.store.lanes.setStatus(lane, waitsFor || setAside ? status : undefined);
	if (setAside && before?.setAside !== setAside) ports.log.warn("lane_set_aside", { lane, why: setAside });
	else if (before?.setAside && !setAside) ports.log.info("lane_serves_again", { lane });
	if (waitsFor && before?.waitsFor !== waitsFor) ports.log.info("lane_waits", { lane, for: waitsFor });
}
