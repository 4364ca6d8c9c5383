import type { Claim } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import { isStanding, mandateClaimId, type StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { checkWorth, readClaimFacts } from "./claim-facts.ts";
import { newClaim } from "./new-claim.ts";
import { storeClaim } from "./store-claim.ts";
import { takeBudget } from "./take-allowance.ts";

/**
 * What a mandate led to: its claim, if it could be made; and why it has to be looked at again, since more is due: another
 * claim of the holder is on its way, this one holds only a part, or it is not worth its gas yet.
 */
export interface Mandated {
	claim?: Claim;
	again?: "in_progress" | "not_worth_gas";
}

/** The claim of whatever is due to a mandate's holder. Repeating it gives the same claim. Fault `budget_exhausted`. */
export async function claimUnderMandate(ports: Ports, token: Token, stored: StoredMandate): Promise<Mandated> {
	const { id: mandateId, holder, delegate, mandate, signature } = stored;
	if (!isStanding(stored, Math.floor(ports.nowMs() / 1000))) return {};
	const facts = await readClaimFacts(ports, token, holder);
	const due = facts.due.slice(0, ports.limits.snapshotsPerClaim);
	if (due.length === 0) return {};
	const isDelegated = facts.delegate === delegate;
	// He has delegated to somebody else since, or is a contract: his to decide.
	if (!isDelegated && (facts.account !== "plain" || !stored.authorization)) return {};

	const rest = due.length < facts.due.length ? { again: "in_progress" as const } : {};
	const snapshotIds = due.map(({ snapshotId }) => snapshotId);
	const id = mandateClaimId(mandateId, snapshotIds);
	const known = await ports.store.claims.get(id);
	if (known) return { claim: known, ...rest };
	const authorization = isDelegated || !stored.authorization ? {} : { authorization: stored.authorization };
	const signed = { route: "mandate" as const, delegate, mandate, ...authorization };
	const { blockNumber } = facts;
	const dueBySnapshotWei = due.map(({ amountWei }) => amountWei);
	const order = { id, holder, signed, signature, snapshotIds, due, dueBySnapshotWei, blockNumber };
	const claim = await newClaim(ports, token, order);
	try {
		const costWei = await checkWorth(ports, token, "mandate", { ...facts, due });
		return { claim: await storeClaim(ports, claim, () => takeBudget(ports, token, costWei)), ...rest };
	} catch (error) {
		if (error instanceof Fault && error.code === "not_worth_gas") return { again: "not_worth_gas" };
		if (error instanceof Fault && error.code === "claim_in_progress") return { again: "in_progress" };
		throw error;
	}
}
