import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Hex } from "../core/hex.ts";
import type { Held } from "../core/ports/lane-store.ts";
import type { Ports } from "../core/ports/ports.ts";
import { readPauses } from "./read-pauses.ts";

/** A claim by its id, and what it waits for if it has to; fault `unknown_claim`. */
export async function showClaim(ports: Ports, id: Hex): Promise<Claim & { waitsFor?: Held | "paused" }> {
	const claim = await ports.store.claims.get(id);
	if (!claim) throw new Fault("unknown_claim", undefined, { id });
	if (claim.state !== "accepted") return claim;
	const { tokenId, chainId, lane } = claim;
	const [stopped, status] = await Promise.all([readPauses(ports), ports.store.lanes.status(lane)]);
	if (stopped.token({ id: tokenId, chainId }) || stopped.lane({ id: lane })) return { ...claim, waitsFor: "paused" };
	return { ...claim, ...(status?.waitsFor ? { waitsFor: status.waitsFor } : {}) };
}
