import { changeLane } from "../core/claim.ts";
import { laneOf } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Lane } from "../core/stage.ts";
import { lanesSetAside } from "./choose-lane.ts";

const PAGE = 100;

/** Gives the waiting claims of a lane that is set aside to the lanes of its chain that serve, and wakes them. */
export async function handOver(ports: Ports, lane: Lane): Promise<void> {
	const setAside = await lanesSetAside(ports, lane.chainId);
	const serving = ports.lanes.filter(
		({ id, chainId }) => chainId === lane.chainId && id !== lane.id && !setAside.has(id),
	);
	if (serving.length === 0) return; // they wait here
	const moved = new Map<string, number>();
	let after: string | undefined;
	do {
		const { claims, next } = await ports.store.claims.waiting(lane.id, PAGE, after);
		for (const claim of claims) {
			const to = laneOf(claim.holder, lane.chainId, serving).id;
			const fromNonce = ((await ports.store.lanes.highestNonce(to)) ?? -1) + 1;
			if (await ports.store.claims.move(changeLane(claim, { lane: to, fromNonce }, ports.nowMs())))
				moved.set(to, (moved.get(to) ?? 0) + 1);
		}
		after = next;
	} while (after);
	for (const [to, claims] of moved) {
		ports.log.warn("claims_handed_over", { from: lane.id, to, claims });
		await ports.invoker.wake({ fn: "relay", lane: to });
	}
}
