import type { Address } from "./hex.ts";
import type { Lane } from "./stage.ts";

/** Unmined transactions of one key that public pools are sure to keep. */
export const MAX_UNMINED = 16;

/** The lane that relays a holder's claims: always the same one while the chain's lanes stay as they are. */
export function laneOf(holder: Address, chainId: number, lanes: readonly Lane[]): string {
	const onChain = lanes.filter((lane) => lane.chainId === chainId);
	const lane = onChain[Number(BigInt(holder) % BigInt(Math.max(onChain.length, 1)))];
	if (!lane) throw new Error(`no lane sends on chain ${chainId}`);
	return lane.id;
}
