import type { Claim } from "../core/claim.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { newClaim } from "./new-claim.ts";
import { idsOf, type Part } from "./next-part.ts";

/** How long a pushed claim stands of a snapshot that expires at no time. */
const STANDS_SEC = 30 * 86_400;

/** A claim to push, that nobody signed; not stored yet. */
export function pushedClaim(
	ports: Ports,
	token: Token,
	{ due, costWei: bookedWei }: Part,
	given: { id: Hex; holder: Address; blockNumber: number },
): Promise<Claim> {
	const ends = due.flatMap(({ expiresAtSec }) => (expiresAtSec > 0 ? [expiresAtSec] : []));
	const untilSec = Math.min(Math.floor(ports.nowMs() / 1000) + STANDS_SEC, ...ends);
	const signed = { route: "on-behalf" as const, pushedUntilSec: BigInt(untilSec) };
	return newClaim(ports, token, { ...given, snapshotIds: idsOf(due), due, bookedWei, signed, signature: "0x" });
}
