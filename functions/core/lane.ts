import type { Address } from "./hex.ts";
import type { Lane } from "./stage.ts";
import type { Purpose } from "./transaction.ts";

/** Unmined transactions of one key that public pools are sure to keep. */
export const MAX_UNMINED = 16;

/** With less than this, at the fee cap, a lane can't relay the smallest claim. */
export const MIN_LANE_GAS = 400_000n;

/** The limits of a refill of one lane and of a sweep that feeds the tank. */
const REFILL_GAS = 200_000n;
const SWEEP_GAS = 300_000n;

/**
 * The gas, at the fee cap, that a lane of a chain with a gas tank keeps back from a transaction: for its refill, and for
 * the sweep that brings the tank what it refills with.
 */
export function keptBackGas(kind: Purpose["kind"], hasGasTank: boolean): bigint {
	if (!hasGasTank || kind === "refill") return 0n;
	return kind === "sweep" ? REFILL_GAS : REFILL_GAS + SWEEP_GAS;
}

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
