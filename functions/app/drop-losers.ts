import { type Claim, deadlineSecOf, moveClaim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { announceClaim } from "./announce-claim.ts";
import { findPayment } from "./find-payment.ts";
import type { LaneContext } from "./lane-context.ts";
import { logClaim } from "./log-claim.ts";
import { tryClaims } from "./try-claims.ts";

/**
 * Claims that fail at `pending`: what fails at a finalised block too is over, because somebody else paid it or for the
 * reason given; what fails only now stays accepted.
 */
export async function dropLosers(ports: Ports, context: LaneContext, losers: readonly Claim[]): Promise<void> {
	const finalized = await context.chain.block("finalized");
	const verdicts = await tryClaims(context, losers, finalized.number);
	for (const [at, claim] of losers.entries()) {
		const isExpired = deadlineSecOf(claim) < BigInt(finalized.timestampSec);
		const verdict = isExpired ? "deadline_passed" : verdicts[at];
		if (!verdict || verdict === "ok" || verdict === "unknown") continue; // the reason may still go away
		if (claim.acceptedAtBlock > finalized.number) continue;
		try {
			await drop(ports, context, claim, verdict, finalized);
		} catch (error) {
			// One claim that can't be looked into must not hold up the others.
			ports.log.warn("claim_not_judged", { claimId: claim.id, error: (error as Error).message });
		}
	}
}

async function drop(
	ports: Ports,
	context: LaneContext,
	claim: Claim,
	fault: FaultCode,
	finalized: Block,
): Promise<void> {
	const outcome = await findPayment(ports, context, claim, finalized);
	const token = context.token(claim.tokenId);
	// The forwarder does not tell a used nonce from one that a reorg has put ahead again: that one's turn comes.
	if (!outcome && fault === "nonce_used" && claim.route === "forwarder" && token) {
		const next = await ports.dialect(token).forwarderNonce(claim.holder, finalized.number);
		if (next <= claim.request.nonce) return;
	}
	const due =
		fault === "claim_reverted" && token
			? await ports.dialect(token).due(claim.holder, finalized.number, claim.snapshotIds)
			: undefined;
	const code = due?.length === 0 ? "nothing_due" : fault;
	const change = outcome ? ({ state: "settled", outcome } as const) : ({ state: "refused", code } as const);
	const moved = moveClaim(claim, change, ports.nowMs());
	await announceClaim(ports, moved);
	if (await ports.store.claims.move(moved)) logClaim(ports, moved);
}
