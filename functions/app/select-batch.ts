import type { Claim } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Stopped } from "../core/pause.ts";
import type { Ports } from "../core/ports/ports.ts";
import { batchKey, fitBatch } from "../core/routes/rules-of.ts";
import { dropLosers } from "./drop-losers.ts";
import type { LaneContext } from "./lane-context.ts";
import { tryClaims } from "./try-claims.ts";

const PAGE = 200;

/** What a batch may hold. */
interface Bounds {
	gasCap: bigint;
	/** Claims of tokens that are stopped are passed over. */
	stopped: Stopped;
}
/** One walk through a lane's waiting claims, oldest first. */
export interface Walk {
	/** What was looked at: each claim is tried once. */
	tried: Set<Hex>;
	/** Read and not yet tried. */
	pool: Claim[];
	/** Where the next page starts; undefined before the first, null after the last. */
	after?: string | null;
}
export const newWalk = (): Walk => ({ tried: new Set(), pool: [] });

/**
 * The oldest accepted claims that would succeed now, as many as one transaction holds, over holders and snapshots; all
 * of one batch key, within the bounds. Losers are dropped with their reason. Empty when the walk is at its end.
 */
export async function selectBatch(ports: Ports, context: LaneContext, walk: Walk, bounds: Bounds): Promise<Claim[]> {
	for (;;) {
		const candidates = await takeCandidates(ports, context, walk, bounds);
		if (candidates.length === 0) return [];
		const verdicts = await tryClaims(context, candidates, "pending");
		const losers = candidates.filter((_, at) => verdicts[at] !== "ok" && verdicts[at] !== "unknown");
		if (losers.length > 0) await dropLosers(ports, context, losers);
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
		const batch = fitBatch(together, bounds.gasCap);
		// A claim that no transaction can hold now (caps were lowered, the lane is poor) must not stop the others.
		const taken = new Set((batch.length > 0 ? batch : [first]).map(({ id }) => id));
		for (const id of taken) walk.tried.add(id);
		walk.pool = walk.pool.filter(({ id }) => !taken.has(id));
		if (batch.length > 0) return batch;
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
