import { type Claim, deadlineSecOf, holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";

/** A post that took the slot stores its claim within this time, or has died. */
const POST_MS = 30_000;
const TRIES = 3;

/** Forwarder nonces are sequential over all tokens; a token's consents and mandates are one at a time for each holder. */
const slotOf = (claim: Claim): string =>
	`${claim.chainId}#${claim.route === "forwarder" ? claim.forwarder : claim.token}#${claim.holder}`;

/**
 * Gives the claim its holder's slot, taking it over from a claim that no longer needs it: `taken`. `held`: another post
 * of this very claim took it a moment ago. Fault `claim_in_progress` with the other claim's id when that one needs it.
 */
export async function takeSlot(ports: Ports, claim: Claim): Promise<"taken" | "held"> {
	const slot = slotOf(claim);
	const nowMs = claim.acceptedAtMs;
	const mark = ports.newId();
	for (let turn = 0; turn < TRIES; turn++) {
		const held = await ports.store.slots.take(slot, { claimId: claim.id, takenAtMs: nowMs, mark });
		if (held.mark === mark) return "taken";
		const ageMs = nowMs - held.takenAtMs;
		if (held.claimId === claim.id) {
			if (ageMs < POST_MS) return "held";
		} else {
			const other = await ports.store.claims.get(held.claimId);
			const isOver = other?.state === "accepted" && deadlineSecOf(other) * 1000n < BigInt(nowMs);
			const isFree = other ? isOver || !holdsSlot(other.state) : ageMs > POST_MS;
			if (!isFree) throw new Fault("claim_in_progress", undefined, { claimId: held.claimId });
		}
		if (await ports.store.slots.takeOver(slot, held, { claimId: claim.id, takenAtMs: nowMs, mark })) return "taken";
	}
	throw new Fault("claim_in_progress");
}
