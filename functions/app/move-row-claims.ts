import { type Claim, isFinal, moveClaim } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { logClaim } from "./log-claim.ts";

type Change = Parameters<typeof moveClaim>[1];
const TRIES = 5;

/**
 * Moves each claim that names the row as `decide` says, until it has nothing more to say.
 * A claim that another worker moves meanwhile is read again.
 */
export async function moveRowClaims(
	ports: Ports,
	row: Transaction,
	decide: (claim: Claim) => Change | undefined | Promise<Change | undefined>,
): Promise<void> {
	if (row.purpose.kind !== "claims") return;
	for (const claim of await ports.store.claims.getMany(row.purpose.claimIds)) {
		let current: Claim | undefined = claim;
		for (let turn = 0; turn < TRIES && current; turn++) {
			if (isFinal(current.state) || current.lane !== row.lane || current.nonce !== row.nonce) break;
			const change = await decide(current);
			if (!change) break;
			const moved: Claim = moveClaim(current, change, ports.nowMs());
			const done: boolean = await ports.store.claims.move(moved);
			if (done) logClaim(ports, moved);
			current = done ? moved : await ports.store.claims.get(claim.id);
		}
	}
}
