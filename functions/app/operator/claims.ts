import { deadlineSecOf, isFinal } from "../../core/claim.ts";
import { Fault } from "../../core/fault.ts";
import type { Address, Hex } from "../../core/hex.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { placeOf } from "../../core/time-key.ts";
import { openClaims } from "../open-claims.ts";

export interface ClaimQuery {
	holder?: Address;
	limit: number;
	/** `next` of the page before: a place in time, whatever has become of the claim that was there. */
	after?: string;
}

/** A holder's claims, newest first; or the open ones of all lanes: those that wait, oldest first, and those under way. */
export async function listClaims(ports: Ports, { holder, limit, after }: ClaimQuery) {
	if (holder) return ports.store.claims.ofHolder(holder, limit, after);
	const open = await Promise.all(ports.lanes.map(({ id }) => openClaims(ports, id, limit + 1)));
	const claims = open
		.flat()
		.map((claim) => ({ key: placeOf(claim), claim }))
		// The page before may have ended with a claim that is not open any more: its place in time still is.
		.filter(({ key }) => after === undefined || key > after)
		.sort((a, b) => (a.key < b.key ? -1 : 1));
	const page = claims.slice(0, limit);
	const last = page.at(-1);
	return { claims: page.map(({ claim }) => claim), ...(last && claims.length > limit ? { next: last.key } : {}) };
}

/**
 * Wakes whoever has an open claim's next step; repeating it is harmless. Faults `unknown_claim`; `claim_final` when it is
 * over, `deadline_passed` when its signature no longer holds: in both the holder has to sign anew.
 */
export async function retryClaim(ports: Ports, id: Hex) {
	const claim = await ports.store.claims.get(id);
	if (!claim) throw new Fault("unknown_claim", undefined, { id });
	if (isFinal(claim.state))
		throw new Fault("claim_final", undefined, { id, state: claim.state, ...(claim.code ? { why: claim.code } : {}) });
	const deadlineSec = deadlineSecOf(claim);
	if (claim.state === "accepted" && deadlineSec * 1000n < BigInt(ports.nowMs()))
		throw new Fault("deadline_passed", undefined, { id, deadlineSec: deadlineSec.toString() });
	const fn = claim.state === "accepted" ? "relay" : "settle";
	await ports.invoker.wake({ fn, lane: claim.lane });
	ports.log.info("claim_retried", { claimId: id, fn, lane: claim.lane });
	return { claim, woken: [fn] as ("relay" | "settle")[] };
}
