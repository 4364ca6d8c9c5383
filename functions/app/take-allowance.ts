import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { dayOf } from "../core/worth.ts";

const KEEP_SEC = 7 * 86_400;

/** Counts one more claim, or mandate, of the holder today; fault `quota_exceeded`. */
export async function takeQuota(
	ports: Ports,
	token: Token,
	holder: Address,
	what: "claims" | "mandates" = "claims",
): Promise<void> {
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const { claimsPerHolderPerDay } = ports.limits;
	const key = `${what}#${token.id}#${holder}#${day}`;
	if (await ports.store.counters.add(key, 1n, BigInt(claimsPerHolderPerDay), endsAtSec + KEEP_SEC)) return;
	throw new Fault("quota_exceeded", undefined, { claimsPerHolderPerDay, retryAtSec: endsAtSec });
}

/** Books what a claim will cost against today's budget of the token; fault `budget_exhausted`. */
export async function takeBudget(ports: Ports, token: Token, costWei: bigint): Promise<void> {
	if (token.dailyBudgetWei === undefined) return;
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const key = `budget#${token.id}#${day}`;
	if (await ports.store.counters.add(key, costWei, token.dailyBudgetWei, endsAtSec + KEEP_SEC)) return;
	ports.log.warn("budget_exhausted", { tokenId: token.id, day });
	throw new Fault("budget_exhausted", undefined, { retryAtSec: endsAtSec });
}
