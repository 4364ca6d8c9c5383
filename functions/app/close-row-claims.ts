import { barClaim, type Claim, isFinal, mayJoin, moveClaim, touchClaim } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { announceClaim } from "./announce-claim.ts";
import { logClaim } from "./log-claim.ts";

type Change = Parameters<typeof moveClaim>[1];
type Decide = (claim: Claim) => Change | undefined | Promise<Change | undefined>;
const TRIES = 8;

/**
 * Before a row becomes final: moves each claim that names it as `decide` says, until it has nothing more to say, and
 * bars those of its list that don't, so that none can move into it any more. A claim that another worker moves meanwhile
 * is read again; throws when that does not end, so that the row stays open for the next run.
 */
export async function closeRowClaims(ports: Ports, row: Transaction, decide: Decide): Promise<void> {
	if (row.purpose.kind !== "claims") return;
	const claims = await ports.store.claims.getMany(row.purpose.claimIds);
	const done = await Promise.allSettled(claims.map((claim) => moveOne(ports, row, claim, decide)));
	for (const one of done) if (one.status === "rejected") throw one.reason;
}

async function moveOne(ports: Ports, row: Transaction, claim: Claim, decide: Decide): Promise<void> {
	let current: Claim | undefined = claim;
	// A worker that slept may be about to bring it back into this lane, below this row.
	if (claim.state === "accepted" && claim.lane !== row.lane)
		await ports.store.claims.move(touchClaim(claim, ports.nowMs()));
	for (let turn = 0; current; turn++) {
		const next: Claim | undefined = await nextOf(ports, row, current, decide);
		if (!next) break;
		if (turn === TRIES) throw new Error(`claim ${claim.id} is being moved by others again and again`);
		await announceClaim(ports, next);
		const done: boolean = await ports.store.claims.move(next);
		if (done && next.state !== current.state) logClaim(ports, next);
		current = done ? next : await ports.store.claims.get(claim.id);
	}
}

async function nextOf(ports: Ports, row: Transaction, claim: Claim, decide: Decide) {
	if (isFinal(claim.state) || claim.lane !== row.lane) return undefined;
	if (mayJoin(claim, row)) return barClaim(claim, row.nonce, ports.nowMs());
	if (claim.nonce !== row.nonce) return undefined;
	const change = await decide(claim);
	return change && moveClaim(claim, change, ports.nowMs());
}
