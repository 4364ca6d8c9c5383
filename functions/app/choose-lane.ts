import type { Address } from "../core/hex.ts";
import { laneOf } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Lane } from "../core/stage.ts";
import { readPauses } from "./read-pauses.ts";

/** The lane that shall relay a holder's claims now. */
export async function chooseLane(ports: Ports, holder: Address, chainId: number): Promise<Lane> {
	const setAside = await lanesSetAside(ports, chainId);
	return laneOf(holder, chainId, ports.lanes, (lane) => setAside.has(lane.id));
}

/** The lanes of a chain that can't serve now; not looked up when there is only one. */
export async function lanesSetAside(ports: Ports, chainId: number): Promise<Set<string>> {
	const lanes = ports.lanes.filter((lane) => lane.chainId === chainId);
	if (lanes.length < 2) return new Set();
	const [stopped, ...statuses] = await Promise.all([
		readPauses(ports),
		...lanes.map((lane) => ports.store.lanes.status(lane.id)),
	]);
	return new Set(lanes.filter((lane, at) => statuses[at]?.setAside || stopped.lane(lane)).map((lane) => lane.id));
}

/** The lanes of a chain in the order in which they are asked to do a chore: those that serve, then those short of funds. Paused ones are left out. */
export async function lanesInOrder(ports: Ports, chainId: number): Promise<Lane[]> {
	const stopped = await readPauses(ports);
	const lanes = ports.lanes.filter((lane) => lane.chainId === chainId && !stopped.lane(lane));
	if (lanes.length < 2) return lanes;
	const statuses = await Promise.all(lanes.map((lane) => ports.store.lanes.status(lane.id)));
	const those = (setAside: "funds" | undefined) => lanes.filter((_, at) => statuses[at]?.setAside === setAside);
	return [...those(undefined), ...those("funds")];
}
