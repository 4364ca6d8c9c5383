import type { Address } from "./hex.ts";
import type { Lane } from "./stage.ts";

/** Unmined transactions of one key that public pools are sure to keep. */
export const MAX_UNMINED = 16;

/** With less than this, at the fee cap, a lane can't relay the smallest claim. */
export const MIN_LANE_GAS = 400_000n;

/**
 * The lane that relays a holder's claims: the same one while the lanes stay as they are. Lanes that are set aside are
 * passed over, unless all are.
 */
export function laneOf(
	holder: Address,
	chainId: number,
	lanes: readonly Lane[],
	isSetAside: (lane: Lane) => boolean = () => false,
): Lane {
	const onChain = lanes.filter((lane) => lane.chainId === chainId);
	const serving = onChain.filter((lane) => !isSetAside(lane));
	const among = serving.length > 0 ? serving : onChain;
	const lane = among[Number(BigInt(holder) % BigInt(Math.max(among.length, 1)))];
	if (!lane) throw new Error(`no lane sends on chain ${chainId}`);
	return lane;
}
