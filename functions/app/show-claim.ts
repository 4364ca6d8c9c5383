import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";

/** A claim by its id; fault `unknown_claim`. */
export async function showClaim(ports: Ports, id: Hex): Promise<Claim> {
	const claim = await ports.store.claims.get(id);
	if (!claim) throw new Fault("unknown_claim", undefined, { id });
	return claim;
}
