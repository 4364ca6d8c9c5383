import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import { isStanding, mandateClaimId, needsAuthorization, type StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { readClaimFacts } from "./claim-facts.ts";
import { newClaim } from "./new-claim.ts";
import { idsOf } from "./next-part.ts";
import { isOver, nextTry } from "./next-try.ts";
import { storeClaim } from "./store-claim.ts";
import { takeAllowance } from "./take-allowance.ts";

/**
 * What a mandate led to: its claim, if it could be made; and why it has to be looked at again, since more is due: another
 * claim of the holder is on its way, this one holds only a part, was refused a while ago, his mandates have had the day's
 * number of claims since the newest snapshot, or it is not worth its gas yet.
 */
export interface Mandated {
	claim?: Claim;
	again?: "in_progress" | "refused" | "not_worth_gas";
}

/** The claim of whatever is due to a mandate's holder. Repeating it gives the same claim. Fault `budget_exhausted`. */
export async function claimUnderMandate(ports: Ports, token: Token, stored: StoredMandate): Promise<Mandated> {
	const { id: mandateId, holder, delegate, mandate, signature } = stored;
	if (!isStanding(stored, Math.floor(ports.nowMs() / 1000))) return {};
	const facts = await readClaimFacts(ports, token, holder);
	const part = await nextTry(ports, token, "mandate", facts, (ids, nth) => mandateClaimId(stored, ids, nth));
	if (!part) return {};
	const { due, last, next } = part;
	const isDelegated = facts.delegate === delegate;
	// He has delegated to somebody else since, or is a contract: his to decide.
	if (!isDelegated && facts.account !== "plain") return {};
	if (needsAuthorization(stored, facts)) {
		ports.log.info("mandate_needs_authorization", { mandateId, tokenId: token.id, holder });
		return {};
	}

	const rest = due.length < facts.due.length && !isOver(part) ? { again: "in_progress" as const } : {};
	if (!next) return last ? { claim: last, ...rest } : {};
	if (last && next.fromMs > ports.nowMs()) return { claim: last, again: "refused" };
	if (!part.isWorthIt) return { again: "not_worth_gas" };
	const authorization = isDelegated || !stored.authorization ? {} : { authorization: stored.authorization };
	const signed = { route: "mandate" as const, delegate, mandate, ...authorization };
	const { blockNumber } = facts;
	const snapshotIds = idsOf(due);
	const dueBySnapshotWei = due.map(({ amountWei }) => amountWei);
	const booked = { due, dueBySnapshotWei, bookedWei: part.costWei, blockNumber };
	const claim = await newClaim(ports, token, { id: next.id, holder, signed, signature, snapshotIds, ...booked });
	const { currentSnapshotId } = await ports.dialect(token).state("latest");
	// He may give many mandates, each of which is tried again: without an end to that, they would burn as much gas.
	const what = `mandated-${currentSnapshotId}` as const;
	const count = (): Promise<void> => takeAllowance(ports, token, holder, { what, costWei: part.costWei });
	try {
		return { claim: await storeClaim(ports, claim, count), ...rest };
	} catch (error) {
		if (error instanceof Fault && error.code === "claim_in_progress") return { again: "in_progress" };
		if (error instanceof Fault && error.code === "quota_exceeded") return { again: "refused" };
		throw error;
	}
}
