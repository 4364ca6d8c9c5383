import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { dayOf } from "../core/worth.ts";

const KEEP_SEC = 7 * 86_400;

/** Counts one more claim, or mandate, of the holder today, or claim under any mandate of his for a newest snapshot; fault `quota_exceeded`. */
export async function takeQuota(
	ports: Ports,
	token: Token,
	holder: Address,
	what: "claims" | "mandates" | `mandated-${bigint}` = "claims",
): Promise<void> {
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const { claimsPerHolderPerDay } = ports.limits;
	const key = `${what}#${token.id}#${holder}#${day}`;
	if (await ports.store.counters.add(key, 1n, BigInt(claimsPerHolderPerDay), endsAtSec + KEEP_SEC)) return;
	throw new Fault("quota_exceeded", undefined, { claimsPerHolderPerDay, retryAtSec: endsAtSec });
}

/** Books what a sweep or a snapshot will cost against today's budget of the chain; below 0 it is given back. false: it is used up. */
export async function takeChoreBudget(ports: Ports, chainId: number, costWei: bigint): Promise<boolean> {
	const { choreBudgetWei } = ports.chainStage(chainId);
	if (choreBudgetWei === undefined) return true;
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const isTaken = await ports.store.counters.add(
		`chores#${chainId}#${day}`,
		costWei,
		choreBudgetWei,
		endsAtSec + KEEP_SEC,
	);
	if (!isTaken && costWei > 0n) ports.log.warn("budget_exhausted", { chainId, day });
	return isTaken;
}

/** More wei than there are. */
const NO_LIMIT = 10n ** 30n;

/** Adds to what is booked today of a budget, unless it would pass the limit: false. */
function addToday(ports: Ports, whose: string, wei: bigint, limitWei: bigint): Promise<boolean> {
	const { day, endsAtSec } = dayOf(ports.nowMs());
	return ports.store.counters.add(`budget#${whose}#${day}`, wei, limitWei, endsAtSec + KEEP_SEC);
}

/** Books what claims have cost already against today's budgets of their chain and token, whether or not these allow it. */
export async function bookSpent(ports: Ports, token: Token, costWei: bigint): Promise<void> {
	if (ports.chainStage(token.chainId).dailyBudgetWei !== undefined)
		await addToday(ports, `chain#${token.chainId}`, costWei, NO_LIMIT);
	if (token.dailyBudgetWei !== undefined) await addToday(ports, token.id, costWei, NO_LIMIT);
}

/** Books what a claim will cost against today's budgets of its chain and of its token; fault `budget_exhausted`, and neither is booked. */
export async function takeBudget(ports: Ports, token: Token, costWei: bigint): Promise<void> {
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const add = async (whose: string, wei: bigint, limitWei: bigint | undefined): Promise<boolean> =>
		limitWei === undefined || addToday(ports, whose, wei, limitWei);
	const ofChainWei = ports.chainStage(token.chainId).dailyBudgetWei;
	const isInChain = await add(`chain#${token.chainId}`, costWei, ofChainWei);
	if (isInChain && (await add(token.id, costWei, token.dailyBudgetWei))) return;
	// A crash before this leaves too much booked, never too little.
	if (isInChain) await add(`chain#${token.chainId}`, -costWei, ofChainWei);
	const whose = isInChain ? { tokenId: token.id } : { chainId: token.chainId };
	ports.log.warn("budget_exhausted", { ...whose, day });
	throw new Fault("budget_exhausted", undefined, { retryAtSec: endsAtSec });
}
