import type { Address } from "../core/hex.ts";
import type { Chain } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { KeyFailure, type ManagedSender, type Sender } from "../core/ports/sender.ts";
import type { ChainStage, Lane, Token } from "../core/stage.ts";

/** A lane with what its transactions need. */
export interface LaneContext {
	lane: Lane;
	chain: Chain;
	chainStage: ChainStage;
	sender: Sender | ManagedSender;
	address: Address;
	/** The token of a stored id; undefined when the stage file no longer has it. */
	token(tokenId: string): Token | undefined;
}

/** A lane of the stage file by its id. */
export function findLane(ports: Ports, laneId: string): Lane {
	const lane = ports.lanes.find((one) => one.id === laneId);
	if (!lane) throw new Error(`the stage file has no lane ${laneId}`);
	return lane;
}

/** Opens a lane by its id; throws `KeyFailure` when its key tells no address. */
export async function laneContext(ports: Ports, laneId: string): Promise<LaneContext> {
	const lane = findLane(ports, laneId);
	const sender = await ports.sender(lane);
	return {
		lane,
		chain: ports.chain(lane.chainId),
		chainStage: ports.chainStage(lane.chainId),
		sender,
		address: await sender.address().catch((error: Error) => Promise.reject(new KeyFailure(laneId, error))),
		token: (tokenId) => ports.tokens.find((one) => one.id === tokenId),
	};
}
