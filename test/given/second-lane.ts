import { localSender } from "../../functions/adapters/sender/local.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";

export const SECOND_LANE = "anvil-2";
export const SECOND_KEY = ANVIL_KEYS[2];

/** The same ports with a second lane, whose key has funds of its own. */
export function withSecondLane(ports: Ports): Ports {
	const [first] = ports.lanes;
	if (!first) throw new Error("the stage has no lane");
	const second = { ...first, id: SECOND_LANE };
	return {
		...ports,
		lanes: [first, second],
		sender: async (lane) => (lane.id === SECOND_LANE ? localSender(SECOND_KEY) : ports.sender(lane)),
	};
}
