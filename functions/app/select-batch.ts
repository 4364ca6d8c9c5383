import { type Claim, isLapsed } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Stopped } from "../core/pause.ts";
import type { Ports } from "../core/ports/ports.ts";
import { batchKey, type CanPay, fitBatch } from "../core/routes/rules-of.ts";
import { dropClaim } from "./drop-claim.ts";
import { dropLosers } from "./drop-losers.ts";
import type { LaneContext } from "./lane-context.ts";
import { tryClaims } from "./try-claims.ts";

const PAGE = 200;

/** What a batch may hold. */
interface Bounds {
	canPay: CanPay;
	/** Claims of tokens that are stopped are passed over. */
	stopped: Stopped;
}
/** One walk through a lane's waiting claims, oldest first. */
export interface Walk {
	/** What was looked at: each claim is tried once. */
	tried: Set<Hex>;
	/** Read and not yet tried. */
	pool: Claim[];
	/** Not tried: the lane's funds don't hold them. */
	dear: Claim[];
	/** Where the next page starts; undefined before the first, null after the last. */
	after?: string | null;
}
export const newWalk = (): Walk => ({ tried: new Set(), pool: [], dear: [] });

/**
 * The oldest accepted claims that would succeed now, as many as one transaction holds, over holders and snapshots; all
 * of one batch key, within the bounds. Losers, and whose deadline has passed, are dropped with their reason, and what the
 * lane can't pay for is kept in `walk.dear`. Empty when the walk is at its end.
 */
export async function selectBatch(ports: Ports, context: LaneContext, walk: Walk, bounds: Bounds): Promise<Claim[]> {
	for (;;) {
		const candidates = await takeCandidates(ports, context, walk, bounds);
		if (candidates.length === 0) return [];
		const tried = await tryClaims(context, candidates, "pending");
		const verdicts = tried.map((one, at) =>
			isLapsed(candidates[at] as Claim, ports.nowMs()) ? "deadline_passed" : one,
		);
		const losers = candidates.filter((_, at) => verdicts[at] !== "ok" && verdicts[at] !== "unknown");
		// Their end may wait, as for nodes that agree on what is final; the others' payment does not.
		await dropLosers(ports, context, losers).catch((error: Error) =>
			ports.log.warn("claims_not_judged", { lane: context.lane.id, claims: losers.length, error: error.message }),
		);
		const winners = candidates.filter((_, at) => verdicts[at] === "ok");
		if (winners.length > 0) return winners;
	}
}

/**
 * A batch that was tried before another one was sent, without the holders whom that one pays: they wait for a trial that
 * sees it. Two claims of one holder, on two routes, may ask for the same money.
 */
export function putBack(walk: Walk, batch: readonly Claim[], sent: readonly Claim[]): Claim[] {
	const paid = new Set(sent.map(({ token, holder }) => `${token}#${holder}`));
	const [again, rest] = [[], []] as [Claim[], Claim[]];
	for (const claim of batch) (paid.has(`${claim.token}#${claim.holder}`) ? again : rest).push(claim);
	for (const { id } of again) walk.tried.delete(id);
	walk.pool.unshift(...again);
	return rest;
}

/** As many untried claims of one key as fit together; taken out of the pool. */
async function takeCandidates(ports: Ports, context: LaneContext, walk: Walk, bounds: Bounds): Promise<Claim[]> {
	for (;;) {
		await fillPool(ports, context, walk, bounds.stopped);
		const [first] = walk.pool;
		if (!first) return [];
		const key = batchKey(first);
		const together = walk.pool.filter((claim) => batchKey(claim) === key);
		const { batchGasCap } = context.chainStage;
		const batch = fitBatch(together, batchGasCap, bounds.canPay);
		// A claim that can't be sent now must not stop the others.
		const taken = new Set((batch.length > 0 ? batch : [first]).map(({ id }) => id));
		for (const id of taken) walk.tried.add(id);
		walk.pool = walk.pool.filter(({ id }) => !taken.has(id));
		if (batch.length > 0) return batch;
		if (fitBatch([first], batchGasCap).length > 0) walk.dear.push(first);
		else await refuse(ports, context, first);
	}
}

/** A claim that no transaction of the chain can hold: it was let in under a larger cap. */
async function refuse(ports: Ports, context: LaneContext, claim: Claim): Promise<void> {
	try {
		await dropClaim(ports, context, claim, "too_much_gas", await context.chain.block("finalized"));
	} catch (error) {
		ports.log.warn("claim_not_judged", { claimId: claim.id, error: (error as Error).message });
	}
}

/** Reads on until a whole page is at hand, so that batches are filled across pages. */
async function fillPool(ports: Ports, context: LaneContext, walk: Walk, stopped: Stopped): Promise<void> {
	while (walk.pool.length < PAGE && walk.after !== null) {
		const { claims, next } = await ports.store.claims.waiting(context.lane.id, PAGE, walk.after);
		for (const { id, tokenId, chainId } of claims) if (stopped.token({ id: tokenId, chainId })) walk.tried.add(id); // until the next walk
		walk.pool.push(...claims.filter(({ id }) => !walk.tried.has(id)));
		walk.after = next ?? null;
	}
}
