import { type Claim, deadlineSecOf, isFinal } from "../../core/claim.ts";
import { Fault } from "../../core/fault.ts";
import type { Address, Hex } from "../../core/hex.ts";
import type { Ports } from "../../core/ports/ports.ts";

export interface ClaimQuery {
	holder?: Address;
	limit: number;
	after?: string;
}

/** A holder's claims, newest first; or the open ones of all lanes: those that wait, oldest first, and those under way. */
export async function listClaims(ports: Ports, { holder, limit, after }: ClaimQuery) {
	if (holder) return ports.store.claims.ofHolder(holder, limit, after);
	const open = await Promise.all(ports.lanes.map(({ id }) => openOf(ports, id, limit + 1)));
	const claims = open.flat().sort((a, b) => a.acceptedAtMs - b.acceptedAtMs || (a.id < b.id ? -1 : 1));
	const from = after === undefined ? 0 : claims.findIndex((claim) => claim.id === after) + 1;
	const page = claims.slice(from, from + limit);
	const last = page.at(-1);
	return { claims: page, ...(last && claims.length > from + limit ? { next: last.id } : {}) };
}

async function openOf(ports: Ports, lane: string, limit: number): Promise<Claim[]> {
	const waiting: Claim[] = [];
	let after: string | undefined;
	do {
		const { claims, next } = await ports.store.claims.waiting(lane, limit, after);
		waiting.push(...claims);
		after = next;
	} while (after);
	const rows = await ports.store.lanes.open(lane);
	const ids = rows.flatMap(({ purpose }) => (purpose.kind === "claims" ? purpose.claimIds : []));
	const carried = await ports.store.claims.getMany(ids);
	const seen = new Set(waiting.map(({ id }) => id));
	return [...waiting, ...carried.filter(({ id, state }) => !isFinal(state) && !seen.has(id))];
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
