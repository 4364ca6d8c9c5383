import { type Claim, changeLane } from "../core/claim.ts";
import { laneOf } from "../core/lane.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Lane } from "../core/stage.ts";
import { lanesSetAside } from "./choose-lane.ts";

const PAGE = 100;

/** Gives the waiting claims of a lane that is set aside to the lanes of its chain that serve, and wakes them. */
export async function handOver(ports: Ports, lane: Lane): Promise<void> {
	const serving = await servingBeside(ports, lane);
	if (serving.length === 0) return; // they wait here
	const given = givenAway(ports, lane);
	let after: string | undefined;
	do {
		const { claims, next } = await ports.store.claims.waiting(lane.id, PAGE, after);
		for (const claim of claims) await given.give(claim, serving);
		after = next;
	} while (after);
	await given.wake();
}

/** The other lanes of a lane's chain that serve. */
export async function servingBeside(ports: Ports, { id, chainId }: Lane): Promise<Lane[]> {
	const setAside = await lanesSetAside(ports, chainId);
	return ports.lanes.filter((one) => one.chainId === chainId && one.id !== id && !setAside.has(one.id));
}

/** Claims that leave a lane, each for one of the lanes it is given with; in the end those that got some are woken. */
export function givenAway(ports: Ports, lane: Lane) {
	const moved = new Map<string, number>();
	return {
		give: async (claim: Claim, among: readonly Lane[]): Promise<void> => {
			const to = laneOf(claim.holder, lane.chainId, among).id;
			const fromNonce = ((await ports.store.lanes.highestNonce(to)) ?? -1) + 1;
			if (await ports.store.claims.move(changeLane(claim, { lane: to, fromNonce }, ports.nowMs())))
				moved.set(to, (moved.get(to) ?? 0) + 1);
		},
		wake: async (): Promise<void> => {
			for (const [to, claims] of moved) {
				ports.log.warn("claims_handed_over", { from: lane.id, to, claims });
				await ports.invoker.wake({ fn: "relay", lane: to });
			}
		},
	};
}
