import { type Claim, holdsSlot, isLapsed } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";
import { shownState } from "./show-claim.ts";

/** A post that took the slot stores its claim within this time, or has died. */
const POST_MS = 30_000;
const TRIES = 3;

/** Forwarder nonces are sequential over all tokens; a token's consents and mandates are one at a time for each holder. */
const slotOf = (claim: Claim): string =>
	`${claim.chainId}#${claim.route === "forwarder" ? claim.forwarder : claim.token}#${claim.holder}`;

export interface TakenSlot {
	/** For a claim that is not stored after all. */
	release(): Promise<void>;
}

/**
 * Gives the claim its holder's slot, taking it over from a claim that no longer needs it. Undefined: another post of
 * this very claim took it a moment ago. Fault `claim_in_progress` with the other claim's id when that one needs it.
 */
export async function takeSlot(ports: Ports, claim: Claim): Promise<TakenSlot | undefined> {
	const slot = slotOf(claim);
	const nowMs = claim.acceptedAtMs;
	const mine = { claimId: claim.id, takenAtMs: nowMs, mark: ports.newId() };
	const taken: TakenSlot = {
		release: async () =>
			void (await ports.store.slots.takeOver(slot, mine, { ...mine, takenAtMs: 0, mark: ports.newId() })),
	};
	for (let turn = 0; turn < TRIES; turn++) {
		const held = await ports.store.slots.take(slot, mine);
		if (held.mark === mine.mark) return taken;
		const ageMs = nowMs - held.takenAtMs;
		if (held.claimId === claim.id) {
			if (ageMs < POST_MS) return undefined;
		} else {
			const other = await ports.store.claims.get(held.claimId);
			const isOver = other?.state === "accepted" && isLapsed(other, nowMs);
			const isFree = other ? isOver || !holdsSlot(await shownState(ports, other)) : ageMs > POST_MS;
			if (!isFree) throw new Fault("claim_in_progress", undefined, { claimId: held.claimId });
		}
		if (await ports.store.slots.takeOver(slot, held, mine)) return taken;
	}
	throw new Fault("claim_in_progress");
}
