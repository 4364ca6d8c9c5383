import type { Claim, moveClaim, Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isGivenUp, type Transaction } from "../core/transaction.ts";
import { closeRowClaims } from "./close-row-claims.ts";
import { findPayment } from "./find-payment.ts";
import type { LaneContext } from "./lane-context.ts";

/** The row's block stands for good: settles what was paid, fails what reverted, looks into what was skipped. */
export async function finaliseClaims(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ outcomes, finalized }: { outcomes: Map<Hex, Outcome>; finalized: Block },
): Promise<void> {
	const decide = async (claim: Claim): Promise<Parameters<typeof moveClaim>[1] | undefined> => {
		if (claim.state !== "relayed") return undefined;
		const here = { nonce: row.nonce };
		const outcome = outcomes.get(claim.id);
		if (!outcome) return { state: "accepted" }; // it names the row, but came too late to be in it
		if (outcome.result === "paid") return { state: "settled", ...here, outcome };
		const paid = await findPayment(ports, context, claim, finalized);
		if (paid) return { state: "settled", ...here, outcome: { ...paid, gasUsed: outcome.gasUsed } };
		if (outcome.result === "reverted") return { state: "failed", code: "claim_reverted", ...here, outcome };
		if (isGivenUp(row) && claim.route === "mandate" && claim.authorization) {
			// Pools refuse a transaction for one authorization in it, of which no trial shows anything.
			if (claim.isAlone) return { state: "failed", code: "bad_authorization", ...here, outcome };
			return { state: "accepted", isAlone: true };
		}
		return { state: "accepted" }; // the next simulation relays or refuses it
	};
	await closeRowClaims(ports, row, decide);
}
