import { type Claim, moveClaim } from "../core/claim.ts";
import { mandateIdOf, type StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";

const NEWEST = 100;

/** Refuses a revoked mandate's claims that no transaction holds yet. One that comes later, or is not listed yet, is refused when it would be relayed. */
export async function refuseWaiting(ports: Ports, { id, holder }: StoredMandate): Promise<void> {
	const { claims } = await ports.store.claims.ofHolder(holder, NEWEST);
	for (const claim of claims) if (mandateIdOf(claim) === id) await refuseRevoked(ports, claim);
}

/** Ends a claim whose mandate is revoked, with `mandate_revoked`, unless it is in a transaction. */
export async function refuseRevoked(ports: Ports, claim: Claim): Promise<void> {
	for (let current: Claim | undefined = claim; current?.state === "accepted"; ) {
		const code = "mandate_revoked";
		const refused = moveClaim(current, { state: "refused", code }, ports.nowMs());
		const { id: claimId, tokenId, holder, snapshotIds } = refused;
		// Told before it moves, as by `announceClaim`, which would bring the API's function what claims that are tried again need.
		await ports.notifier.notify({ kind: "claim.refused", claimId, tokenId, holder, snapshotIds, code });
		if (await ports.store.claims.move(refused))
			return ports.log.info("claim_refused", { claimId, tokenId, holder, code });
		current = await ports.store.claims.get(claim.id); // it was moved meanwhile
	}
}
