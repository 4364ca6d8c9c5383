import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";
import { takeSlot } from "./take-slot.ts";

/** How long the same claim's other post is waited for. */
const TWIN_WAIT_MS = 2_000;
const LOOK_MS = 200;

/**
 * Stores a checked claim: the holder's slot first, then what the claim counts against, then the claim. A crash in
 * between may leave too much counted, never too little. Posted twice at once, it counts once.
 * Faults `claim_in_progress`, and what `count` throws.
 */
export async function storeClaim(ports: Ports, claim: Claim, count: () => Promise<void>): Promise<Claim> {
	const slot = await takeSlot(ports, claim);
	if (!slot) return twin(ports, claim);
	try {
		await count();
	} catch (error) {
		await slot.release();
		throw error;
	}
	if (await ports.store.claims.insert(claim)) {
		const { id, tokenId, holder, route, dueWei } = claim;
		ports.log.info("claim_accepted", { claimId: id, tokenId, holder, route, dueWei });
		return claim;
	}
	return (await ports.store.claims.get(claim.id)) ?? claim;
}

/** Another post of this very claim holds the slot: it stores it in a moment, or has died. */
async function twin(ports: Ports, claim: Claim): Promise<Claim> {
	for (let waitedMs = 0; waitedMs <= TWIN_WAIT_MS; waitedMs += LOOK_MS) {
		const stored = await ports.store.claims.get(claim.id);
		if (stored) return stored;
		await ports.sleep(LOOK_MS);
	}
	throw new Fault("claim_in_progress", undefined, { claimId: claim.id });
}
