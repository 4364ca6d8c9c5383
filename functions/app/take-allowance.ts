import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { dayOf } from "../core/worth.ts";

const KEEP_SEC = 7 * 86_400;
/** What holders are counted for: their posts of claims and of mandates, and the claims under all their mandates while a snapshot is the newest. */
type Counted = "claims" | "mandates" | `mandated-${bigint}`;
/** Takes off again what was counted, from the day that it was counted in. A crash before it leaves too much counted, never too little. */
type GiveBack = () => Promise<void>;

/** Counts one more of the holder's today; fault `quota_exceeded`. */
export async function takeQuota(ports: Ports, token: Token, holder: Address, what: Counted): Promise<GiveBack> {
	const { claimsPerHolderPerDay } = ports.limits;
	const giveBack = await addToday(ports, `${what}#${token.id}#${holder}`, 1n, BigInt(claimsPerHolderPerDay));
	if (giveBack) return giveBack;
	throw new Fault("quota_exceeded", undefined, {
		claimsPerHolderPerDay,
		retryAtSec: dayOf(ports.nowMs()).endsAtSec,
	});
}

/** Counts one more claim of the holder's, and what it will cost; faults `quota_exceeded`, `budget_exhausted`, and neither is counted. */
export async function takeAllowance(
	ports: Ports,
	token: Token,
	holder: Address,
	{ what, costWei }: { what: Counted; costWei: bigint },
): Promise<void> {
	const giveBack = await takeQuota(ports, token, holder, what);
	try {
		await takeBudget(ports, token, costWei);
	} catch (error) {
		await giveBack();
		throw error;
	}
}

/** Books what a claim will cost against today's budgets of its chain and of its token; fault `budget_exhausted`, and neither is booked. */
export async function takeBudget(ports: Ports, token: Token, costWei: bigint): Promise<void> {
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const refuse = (whose: object): never => {
		ports.log.warn("budget_exhausted", { ...whose, day });
		throw new Fault("budget_exhausted", undefined, { retryAtSec: endsAtSec });
	};
	const ofChain = await book(ports, chainKey(token.chainId), costWei, ports.chainStage(token.chainId).dailyBudgetWei);
	if (!ofChain) return refuse({ chainId: token.chainId });
	if (await book(ports, token.id, costWei, token.dailyBudgetWei)) return;
	await ofChain();
	refuse({ tokenId: token.id });
}

/** Books what a sweep or a snapshot will cost against today's budget of the chain; undefined: it is used up. */
export async function takeChoreBudget(ports: Ports, chainId: number, costWei: bigint): Promise<GiveBack | undefined> {
	const { choreBudgetWei } = ports.chainStage(chainId);
	if (choreBudgetWei === undefined) return nothing;
	const giveBack = await addToday(ports, `chores#${chainId}`, costWei, choreBudgetWei);
	if (!giveBack) ports.log.warn("budget_exhausted", { chainId, day: dayOf(ports.nowMs()).day });
	return giveBack;
}

/** More wei than there are. */
const NO_LIMIT = 10n ** 30n;

/** Books what claims have cost already against today's budgets of a chain and of its tokens, whether or not these allow it. */
export async function bookSpent(
	ports: Ports,
	chainId: number,
	costWei: bigint,
	ofTokens: readonly (readonly [Token, bigint])[],
): Promise<void> {
	if (ports.chainStage(chainId).dailyBudgetWei !== undefined) await book(ports, chainKey(chainId), costWei, NO_LIMIT);
	for (const [token, wei] of ofTokens)
		if (token.dailyBudgetWei !== undefined) await book(ports, token.id, wei, NO_LIMIT);
}

const nothing: GiveBack = async () => undefined;
const chainKey = (chainId: number): string => `chain#${chainId}`;

const book = async (ports: Ports, whose: string, wei: bigint, limitWei: bigint | undefined) =>
	limitWei === undefined ? nothing : addToday(ports, `budget#${whose}`, wei, limitWei);

/** Adds to what is counted today, unless it would pass the limit: undefined. */
async function addToday(ports: Ports, whose: string, amount: bigint, limit: bigint): Promise<GiveBack | undefined> {
	const { counters } = ports.store;
	const { day, endsAtSec } = dayOf(ports.nowMs());
	const key = `${whose}#${day}`;
	if (!(await counters.add(key, amount, limit, endsAtSec + KEEP_SEC))) return undefined;
	return () =>
		counters
			.takeOff(key, amount)
			.catch((error: Error) => ports.log.warn("not_given_back", { counter: key, error: error.message }));
}
