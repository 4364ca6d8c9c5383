import { observeLane } from "../app/observe-lane.ts";
import { relayLane } from "../app/relay-lane.ts";
import { wireRelay } from "../wire.ts";
import { each, job, laneEvent } from "./middleware/job.ts";

const ports = await wireRelay();

export const handler = job("relay", ports, laneEvent, async ({ lane }) => {
	const lanes = lane === undefined ? ports.lanes.map((one) => one.id) : [lane];
	await each(lanes, (id) => relayLane(ports, id)).finally(() =>
		lane === undefined ? each(lanes, (id) => observeLane(ports, id)) : undefined,
	);
});
