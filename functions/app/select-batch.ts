import { type Claim, moveClaim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import { fitBatch, trial, trialFault } from "../core/forward.ts";
import type { Hex } from "../core/hex.ts";
import type { At, Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { findPayment } from "./find-payment.ts";
import type { LaneContext } from "./lane-context.ts";
import { logClaim } from "./log-claim.ts";

const CANDIDATES = 200;

/**
 * The oldest accepted claims that would succeed now, as many as one transaction holds, all of one forwarder.
 * What fails now and at a finalised block is refused; what fails only now waits. `tried` holds what to leave out,
 * and is extended.
 */
export async function selectBatch(ports: Ports, context: LaneContext, tried: Set<Hex>): Promise<Claim[]> {
	const waiting = (await ports.store.claims.waiting(context.lane.id, CANDIDATES + tried.size)).filter(
		({ id }) => !tried.has(id),
	);
	const together = waiting.filter((claim) => claim.forwarder === waiting[0]?.forwarder);
	const batch = fitBatch(together, context.chainStage.batchGasCap);
	for (const { id } of batch) tried.add(id);
	// A claim that no transaction of this chain can hold (its caps were lowered since) must not stop the others.
	const [first] = together;
	if (batch.length === 0 && first) {
		tried.add(first.id);
		return selectBatch(ports, context, tried);
	}
	if (batch.length === 0) return [];

	const verdicts = await tryClaims(context, batch, "pending");
	const losers = batch.filter((_, at) => verdicts[at] !== "ok" && verdicts[at] !== "unknown");
	if (losers.length > 0) await dropLosers(ports, context, losers);
	return batch.filter((_, at) => verdicts[at] === "ok");
}

/** What fails at a finalised block too is over: paid by somebody else, or refused with the reason. */
async function dropLosers(ports: Ports, context: LaneContext, losers: readonly Claim[]): Promise<void> {
	const finalized = await context.chain.block("finalized");
	const verdicts = await tryClaims(context, losers, finalized.number);
	for (const [at, claim] of losers.entries()) {
		const isExpired = claim.request.deadlineSec < BigInt(finalized.timestampSec);
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
	if (!outcome && fault === "nonce_used" && token) {
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
	if (await ports.store.claims.move(moved)) logClaim(ports, moved);
}

type Verdict = "ok" | "unknown" | FaultCode;

/** For each claim whether it would succeed at that block, or why not; `unknown`: the node could not tell. */
async function tryClaims(context: LaneContext, claims: readonly Claim[], at: At): Promise<Verdict[]> {
	const results = await context.chain.calls(
		claims.map((claim) => trial(claim, context.address)),
		at,
	);
	return results.map((result) => {
		if (result.ok) return "ok";
		return result.reverted ? trialFault(result.revertBytes) : "unknown";
	});
}
