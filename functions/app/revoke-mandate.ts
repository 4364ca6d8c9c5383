import { Fault } from "../core/fault.ts";
import type { Hex } from "../core/hex.ts";
import type { StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import { digestOf, mandateDomain, signableRevocation, signerOf } from "../core/typed-data.ts";
import { refuseWaiting } from "./refuse-revoked.ts";

/**
 * Stops claiming under a mandate, by the holder's signed revocation, and refuses its claims that no transaction holds yet;
 * repeating it is harmless. On chain the same signature revokes it by `revokeBySignature`. Faults `unknown_mandate`, `bad_signature`, `wrong_signer`.
 */
export async function revokeMandate(ports: Ports, id: Hex, signature: Hex): Promise<StoredMandate> {
	const stored = await ports.store.mandates.get(id);
	if (!stored) throw new Fault("unknown_mandate", undefined, { id });
	const digest = digestOf(signableRevocation(mandateDomain(stored.delegate, stored.chainId), stored.mandate));
	const signer = signerOf(digest, signature);
	if (!signer) throw new Fault("bad_signature");
	if (signer !== stored.holder) throw new Fault("wrong_signer", undefined, { signer, holder: stored.holder });
	const isNew = stored.revokedAtMs === undefined;
	const revoked = isNew ? { ...stored, version: stored.version + 1, revokedAtMs: ports.nowMs() } : stored;
	if (isNew) {
		if (!(await ports.store.mandates.update(revoked))) return revokeMandate(ports, id, signature); // changed just now
		ports.log.info("mandate_revoked", { mandateId: id, tokenId: stored.tokenId });
	}
	await refuseWaiting(ports, revoked); // repeated too: an earlier call may have died before this line
	return revoked;
}
