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
	let current = await keepAway(ports, row, claim);
	for (let turn = 0; current; turn++) {
		const next: Claim | undefined = await nextOf(ports, row, current, decide);
		if (!next) break;
		if (turn === TRIES) throw movedAgain(claim);
		await announceClaim(ports, next);
		const done: boolean = await ports.store.claims.move(next);
		if (done && next.state !== current.state) logClaim(ports, next);
		current = done ? next : await keepAway(ports, row, await ports.store.claims.get(claim.id));
	}
}

/** Writes a claim of another lane anew: a worker that slept may be about to bring it back into this one, below the row. */
async function keepAway(ports: Ports, row: Transaction, claim: Claim | undefined): Promise<Claim | undefined> {
	let current = claim;
	for (let turn = 0; current?.state === "accepted" && current.lane !== row.lane; turn++) {
		if (turn === TRIES) throw movedAgain(current);
		const touched = touchClaim(current, ports.nowMs());
		if (await ports.store.claims.move(touched)) return touched;
		current = await ports.store.claims.get(current.id);
	}
	return current;
}

const movedAgain = ({ id }: Claim): Error => new Error(`claim ${id} is being moved by others again and again`);

async function nextOf(ports: Ports, row: Transaction, claim: Claim, decide: Decide) {
	if (isFinal(claim.state) || claim.lane !== row.lane) return undefined;
	if (mayJoin(claim, row)) return barClaim(claim, row.nonce, ports.nowMs());
	if (claim.nonce !== row.nonce) return undefined;
	const change = await decide(claim);
	return change && moveClaim(claim, change, ports.nowMs());
}
