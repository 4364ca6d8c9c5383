import type { Address } from "../core/hex.ts";
import { laneOf } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Lane } from "../core/stage.ts";

/** The lane that shall relay a holder's claims now. */
export async function chooseLane(ports: Ports, holder: Address, chainId: number): Promise<Lane> {
	const setAside = await lanesSetAside(ports, chainId);
	return laneOf(holder, chainId, ports.lanes, (lane) => setAside.has(lane.id));
}

/** The lanes of a chain that can't serve now; not looked up when there is only one. */
export async function lanesSetAside(ports: Ports, chainId: number): Promise<Set<string>> {
	const lanes = ports.lanes.filter((lane) => lane.chainId === chainId);
	if (lanes.length < 2) return new Set();
	const statuses = await Promise.all(lanes.map((lane) => ports.store.lanes.status(lane.id)));
	return new Set(lanes.filter((_, at) => statuses[at]?.setAside).map((lane) => lane.id));
}

/** The lanes of a chain in the order in which they are asked to do a chore: those that serve, then those short of funds. */
export async function lanesInOrder(ports: Ports, chainId: number): Promise<Lane[]> {
	const lanes = ports.lanes.filter((lane) => lane.chainId === chainId);
	if (lanes.length < 2) return lanes;
	const statuses = await Promise.all(lanes.map((lane) => ports.store.lanes.status(lane.id)));
	const those = (setAside: "funds" | undefined) => lanes.filter((_, at) => statuses[at]?.setAside === setAside);
	return [...those(undefined), ...those("funds")];
}
