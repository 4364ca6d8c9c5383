import { settleLane } from "../app/settle-lane.ts";
import { wireSettle } from "../wire.ts";
import { each, job, laneEvent } from "./middleware/job.ts";

const ports = await wireSettle();
const FOLLOW_MS = 50_000;

export const handler = job("settle", ports, laneEvent, ({ lane }) =>
	each(lane === undefined ? ports.lanes.map((one) => one.id) : [lane], (id) => settleLane(ports, id, FOLLOW_MS)),
);
