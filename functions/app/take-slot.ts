import { type Claim, holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** A post that took the slot stores its claim within this time, or has died. */
const POST_MS = 60_000;

/**
 * Gives the claim its holder's slot on the forwarder, taking it over from a claim that no longer needs it;
 * fault `claim_in_progress` with the other claim's id when that one still does.
 */
export async function takeSlot(ports: Ports, token: Token, claim: Claim): Promise<void> {
	const slot = `${token.chainId}#${token.forwarder.address}#${claim.holder}`;
	const held = await ports.store.slots.take(slot, claim.id, claim.acceptedAtMs);
	if (held.claimId === claim.id) return;
	const other = await ports.store.claims.get(held.claimId);
	const isFree = other ? !holdsSlot(other.state) : claim.acceptedAtMs - held.takenAtMs > POST_MS;
	if (isFree && (await ports.store.slots.takeOver(slot, held, claim.id, claim.acceptedAtMs))) return;
	throw new Fault("claim_in_progress", undefined, { claimId: held.claimId });
}
