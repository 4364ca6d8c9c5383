import { type Claim, moveClaim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import { fitBatch, forwarder, trial } from "../core/forward.ts";
import type { Hex } from "../core/hex.ts";
import type { At, CallResult } from "../core/ports/chain.ts";
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
	const forwarderOf = (claim: Claim) => context.token(claim.tokenId).forwarder.address;
	const together = waiting.filter((claim) => forwarderOf(claim) === forwarderOf(waiting[0] as Claim));
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
	const losers = batch.filter((_, at) => verdicts[at] !== undefined);
	if (losers.length > 0) await dropLosers(ports, context, losers);
	return batch.filter((_, at) => verdicts[at] === undefined);
}

/** What fails at a finalised block too is over: paid by somebody else, or refused with the reason. */
async function dropLosers(ports: Ports, context: LaneContext, losers: readonly Claim[]): Promise<void> {
	const finalized = await context.chain.block("finalized");
	const verdicts = await tryClaims(context, losers, "finalized");
	for (const [at, claim] of losers.entries()) {
		const expired = claim.request.deadlineSec < BigInt(finalized.timestampSec);
		const code = expired ? "deadline_passed" : verdicts[at];
		if (code === undefined || claim.acceptedAtBlock > finalized.number) continue; // the reason may still go away
		const outcome = await findPayment(ports, context, claim, finalized);
		const change = outcome ? ({ state: "settled", outcome } as const) : ({ state: "refused", code } as const);
		const moved = moveClaim(claim, change, ports.nowMs());
		if (await ports.store.claims.move(moved)) logClaim(ports, moved);
	}
}

/** For each claim why it would fail at that block; undefined: it would succeed. */
async function tryClaims(context: LaneContext, claims: readonly Claim[], at: At): Promise<(FaultCode | undefined)[]> {
	const calls = claims.flatMap((claim) => trial(claim, context.token(claim.tokenId).forwarder.address));
	const results = await context.chain.calls(calls, at);
	return claims.map((_, index) => judge(results[2 * index], results[2 * index + 1]));
}

function judge(verified: CallResult | undefined, claimed: CallResult | undefined): FaultCode | undefined {
	if (!verified?.ok || !forwarder.decode("verify", verified.returned)[0]) return "nonce_used";
	return claimed?.ok ? undefined : "nothing_due";
}
