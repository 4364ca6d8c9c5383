import { relayLane } from "../app/relay-lane.ts";
import { wireRelay } from "../wire.ts";
import { each, job, laneEvent } from "./middleware/job.ts";

const ports = await wireRelay();

export const handler = job(ports.log, laneEvent, ({ lane }) =>
	each(lane === undefined ? ports.lanes.map((one) => one.id) : [lane], (id) => relayLane(ports, id)),
);
