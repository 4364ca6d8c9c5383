import { type Claim, holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** A post that took the slot stores its claim within this time, or has died. */
const POST_MS = 60_000;
const TRIES = 3;

/**
 * Gives the claim its holder's slot on the forwarder, taking it over from a claim that no longer needs it;
 * fault `claim_in_progress` with the other claim's id when that one still does.
 */
export async function takeSlot(ports: Ports, token: Token, claim: Claim): Promise<void> {
	const slot = `${token.chainId}#${token.forwarder.address}#${claim.holder}`;
	const nowMs = claim.acceptedAtMs;
	for (let turn = 0; turn < TRIES; turn++) {
		const held = await ports.store.slots.take(slot, claim.id, nowMs);
		const ageMs = nowMs - held.takenAtMs;
		if (held.claimId === claim.id) {
			// Ours from an earlier post: renewed before it is old enough to be taken over.
			if (ageMs < POST_MS / 2 || (await ports.store.slots.takeOver(slot, held, claim.id, nowMs))) return;
			continue;
		}
		const other = await ports.store.claims.get(held.claimId);
		const isOver = other?.state === "accepted" && other.request.deadlineSec * 1000n < BigInt(nowMs);
		const isFree = other ? isOver || !holdsSlot(other.state) : ageMs > POST_MS;
		if (!isFree) throw new Fault("claim_in_progress", undefined, { claimId: held.claimId });
		if (await ports.store.slots.takeOver(slot, held, claim.id, nowMs)) return;
	}
	throw new Fault("claim_in_progress");
}
