import type { Claim } from "../core/claim.ts";
import type { Address } from "../core/hex.ts";
import { pushedClaimId } from "../core/payout.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { newClaim } from "./new-claim.ts";

/** How long a pushed claim stands of a snapshot that expires at no time. */
const STANDS_SEC = 30 * 86_400;

/** The claim of what is due to a holder, that nobody signed; not stored yet. */
export function pushedClaim(
	ports: Ports,
	token: Token,
	holder: Address,
	{ due, blockNumber }: { due: readonly Due[]; blockNumber: number },
): Promise<Claim> {
	const ends = due.flatMap(({ expiresAtSec }) => (expiresAtSec > 0 ? [expiresAtSec] : []));
	const untilSec = Math.min(Math.floor(ports.nowMs() / 1000) + STANDS_SEC, ...ends);
	const snapshotIds = due.map(({ snapshotId }) => snapshotId);
	return newClaim(ports, token, {
		id: pushedClaimId(token.chainId, token.address, holder, snapshotIds),
		holder,
		signed: { route: "on-behalf" as const, pushedUntilSec: BigInt(untilSec) },
		signature: "0x",
		snapshotIds,
		due,
		blockNumber,
	});
}
