import type { Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";

/** How often a mandate is looked at whose claim was refused, or failed. */
export const REFUSED_MS = 10 * 60_000;

/** Keeps that a mandate is to be looked at again, after `turns` whole `everyMs` of the clock: kept once, however often it is said. */
export async function lookAgain(
	ports: Ports,
	tokenId: string,
	mandateId: Hex,
	{ everyMs, turns = 1 }: { everyMs: number; turns?: number },
): Promise<void> {
	const atMs = (Math.floor(ports.nowMs() / everyMs) + turns) * everyMs;
	await ports.store.mandates.tryAgain(tokenId, { mandateId, atMs });
}
