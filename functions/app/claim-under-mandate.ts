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
 * The claim of whatever is due to a mandate's holder; undefined when nothing is, or when it must not or need not be made
 * now. Repeating it gives the same claim. Fault `budget_exhausted`.
 */
export async function claimUnderMandate(ports: Ports, token: Token, stored: StoredMandate): Promise<Claim | undefined> {
	const { id: mandateId, holder, delegate, mandate, signature } = stored;
	if (!isStanding(stored, Math.floor(ports.nowMs() / 1000))) return undefined;
	const facts = await readClaimFacts(ports, token, holder);
	const due = facts.due.slice(0, ports.limits.snapshotsPerClaim);
	if (due.length === 0) return undefined;
	const isDelegated = facts.delegate === delegate;
	// He has delegated to somebody else since, or is a contract: his to decide.
	if (!isDelegated && (facts.account !== "plain" || !stored.authorization)) return undefined;

	const snapshotIds = due.map(({ snapshotId }) => snapshotId);
	const id = mandateClaimId(mandateId, snapshotIds);
	const known = await ports.store.claims.get(id);
	if (known) return known;
	const authorization = isDelegated || !stored.authorization ? {} : { authorization: stored.authorization };
	const signed = { route: "mandate" as const, delegate, mandate, ...authorization };
	const { blockNumber } = facts;
	const dueBySnapshotWei = due.map(({ amountWei }) => amountWei);
	const order = { id, holder, signed, signature, snapshotIds, due, dueBySnapshotWei, blockNumber };
	const claim = await newClaim(ports, token, order);
	try {
		const costWei = await checkWorth(ports, token, "mandate", { ...facts, due });
		return await storeClaim(ports, claim, () => takeBudget(ports, token, costWei));
	} catch (error) {
		// Not worth it yet, or another claim of his is under way: next time.
		if (error instanceof Fault && (error.code === "not_worth_gas" || error.code === "claim_in_progress"))
			return undefined;
		throw error;
	}
}
