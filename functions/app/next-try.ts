import { type Claim, isFinal, type Route } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import { againAtMs, MOST_TRIES } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import type { ClaimFacts } from "./claim-facts.ts";
import { idsOf, nextPart, type Part } from "./next-part.ts";

/** Of the claims of the same snapshots that are made for a holder who did not ask for each: the last one, and which is next. */
export interface NextTry {
	last?: Claim;
	/** Counts from 0; not made before `fromMs`. Absent: the last one is on its way, was paid, or is not followed by any. */
	next?: { id: Hex; nth: number; fromMs: number };
}
/** Tells the id of the nth claim of these snapshots. */
type IdOf = (snapshotIds: readonly bigint[], nth: number) => Hex;

/**
 * What the next claim takes, and which one that is. Snapshots whose claims are over, paid in part or given up, keep no
 * others from being paid: the newest come then, with which those before them begin anew, then what is between. Undefined
 * where nothing is due.
 */
export async function nextTry(
	ports: Ports,
	token: Token,
	route: Route,
	facts: ClaimFacts,
	idOf: IdOf,
): Promise<(Part & NextTry) | undefined> {
	const tryOf = async (due: ClaimFacts["due"]): Promise<(Part & NextTry) | undefined> => {
		const part = await nextPart(ports, token, route, { ...facts, due });
		return part && { ...part, ...(await triesOf(ports, (nth) => idOf(idsOf(part.due), nth))) };
	};
	const newest = facts.due.slice(-ports.limits.snapshotsPerClaim);
	let found = await tryOf(facts.due);
	let left = facts.due;
	for (let turn = 0; found && isOver(found); turn++) {
		const { due } = found;
		left = left.filter((one) => !due.includes(one));
		if (left.length === 0) break;
		found = await tryOf(turn === 0 ? newest : left);
	}
	return found;
}

/** Whether no claim of these snapshots is on its way, and none follows. */
export const isOver = ({ last, next }: NextTry): boolean => !next && last !== undefined && isFinal(last.state);

/** Those that were refused or failed are followed by another one after a while, a few times. */
async function triesOf(ports: Ports, idOf: (nth: number) => Hex): Promise<NextTry> {
	let last: Claim | undefined;
	for (let nth = 0; nth < MOST_TRIES; nth++) {
		const id = idOf(nth);
		const known = await ports.store.claims.get(id);
		if (!known) {
			const fromMs = last ? (againAtMs(nth, last.changedAtMs) ?? 0) : 0;
			return { ...(last ? { last } : {}), next: { id, nth, fromMs } };
		}
		last = known;
		if (known.state !== "refused" && known.state !== "failed") break;
	}
	return last ? { last } : {};
}
