import { type Claim, deadlineSecOf } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";
import { dropClaim } from "./drop-claim.ts";
import type { LaneContext } from "./lane-context.ts";
import { tryClaims } from "./try-claims.ts";

/**
 * Claims that fail at `pending`: what fails at a finalised block too is over, because somebody else paid it or for the
 * reason given; what fails only now stays accepted.
 */
export async function dropLosers(ports: Ports, context: LaneContext, losers: readonly Claim[]): Promise<void> {
	if (losers.length === 0) return;
	const finalized = await context.chain.block("finalized");
	const verdicts = await tryClaims(context, losers, finalized.number);
	for (const [at, claim] of losers.entries()) {
		const isExpired = deadlineSecOf(claim) < BigInt(finalized.timestampSec);
		const verdict = isExpired ? "deadline_passed" : verdicts[at];
		if (!verdict || verdict === "ok" || verdict === "unknown") continue; // the reason may still go away
		try {
			await dropClaim(ports, context, claim, verdict, finalized);
		} catch (error) {
			// One claim that can't be looked into must not hold up the others.
			ports.log.warn("claim_not_judged", { claimId: claim.id, error: (error as Error).message });
		}
	}
}
