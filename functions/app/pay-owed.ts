import { type Claim, holdsSlot } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import { type HolderRow, pushedClaimId } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { type ClaimFacts, readClaimFacts, sumDue, weighClaim } from "./claim-facts.ts";
import { keepUnserved, keepUntil } from "./keep-unpaid.ts";
import { idsOf } from "./next-part.ts";
import { isOver, nextTry } from "./next-try.ts";
import { pushedClaim } from "./pushed-claim.ts";
import { readPauses } from "./read-pauses.ts";
import { storeClaim } from "./store-claim.ts";
import { takeBudget } from "./take-allowance.ts";

const PAGE = 20;
/** Below a page of which nobody is worth his gas there may be somebody who is cheaper to pay: looked for so often. */
const REST_MS = 15 * 60_000;

/** What became of one holder: his claim is made, he is left out, he has to wait, or he is owed less than his gas. */
type Paid = "made" | "left_out" | "later" | "not_worth_gas";

/**
 * Makes the claims of the holders that are owed something, most first, until all are made, what is left is not worth the
 * least gas, the day's budget is used up, or `untilMs` has come. A holder leaves the queue after his claim is stored: a crash
 * in between finds the same claim again.
 */
export async function payOwed(
	ports: Ports,
	token: Token,
	untilMs: number,
	renew: () => Promise<unknown>,
): Promise<void> {
	const lanes = new Set<string>();
	let goesDeep: boolean | undefined;
	try {
		for (let after: string | undefined; ports.nowMs() < untilMs; ) {
			await renew();
			if ((await readPauses(ports)).token(token)) return;
			const { holders, next } = await ports.store.payouts.owed(token.id, PAGE, after);
			const facts = await Promise.all(holders.map(({ holder }) => readClaimFacts(ports, token, holder)));
			const results: Paid[] = [];
			// One after the other, so that a budget that runs out leaves out the smallest.
			for (const [at, row] of holders.entries())
				results.push(await payOne(ports, token, row, facts[at] as ClaimFacts, lanes));
			if (next === undefined) return;
			after = next;
			if (results.length === 0 || results.some((one) => one !== "not_worth_gas")) continue;
			if (!(await isWorthLeast(ports, token, holders.at(-1), facts.at(-1)))) return;
			goesDeep ??= await ports.store.leases.acquire(`rest#${token.id}`, ports.newId(), ports.nowMs(), REST_MS);
			if (!goesDeep) return;
		}
	} catch (error) {
		if (!(error instanceof Fault) || error.code !== "budget_exhausted") throw error;
	} finally {
		for (const lane of lanes) await ports.invoker.wake({ fn: "relay", lane });
	}
}

async function payOne(
	ports: Ports,
	token: Token,
	row: HolderRow,
	facts: ClaimFacts,
	lanes: Set<string>,
): Promise<Paid> {
	const { payouts } = ports.store;
	const leave = async (how: Paid): Promise<Paid> => {
		// Weighed anew meanwhile: he stays in the queue.
		await payouts.update({ ...row, version: row.version + 1, owedWei: 0n });
		return how;
	};
	const { holder } = row;
	const part = await nextTry(ports, token, "on-behalf", facts, (ids, nth) => pushedClaimId(token, holder, ids, nth));
	if (!part) return leave("left_out");
	const isAll = part.due.length === facts.due.length;
	if ((await payouts.optOut(token.id, holder))?.isOut) return leave("left_out");
	const { next } = part;
	if (!next) return isAll || isOver(part) ? leave("made") : "later";
	if (next.fromMs > ports.nowMs()) {
		await keepUntil(ports, token, { holder, snapshotIds: idsOf(part.due) }, next);
		return leave("left_out");
	}
	if (await hasOpenClaim(ports, token, holder)) return "later";
	const claim = await pushedClaim(ports, token, part, { id: next.id, holder, blockNumber: facts.blockNumber });
	if (facts.account === "contract" && !(await isServed(ports, claim))) {
		await keepUnserved(ports, token, claim);
		return leave("left_out");
	}
	if (!part.isWorthIt) {
		// He may have claimed most of it himself: then his turn comes after those who are owed more.
		const owedWei = worthOf(token, facts);
		if (owedWei < row.owedWei) await payouts.update({ ...row, version: row.version + 1, owedWei });
		return "not_worth_gas";
	}
	try {
		const stored = await storeClaim(ports, claim, () => takeBudget(ports, token, part.costWei));
		if (stored.state === "accepted") lanes.add(stored.lane);
		// More than one claim holds: its rest is for the next run.
		return isAll ? await leave("made") : "later";
	} catch (error) {
		if (error instanceof Fault && error.code === "claim_in_progress") return "later";
		throw error;
	}
}

const worthOf = (token: Token, { due }: ClaimFacts): bigint => {
	const { dueWei, dueAssets } = sumDue(due);
	return worthWei(dueWei, dueAssets, token.prices);
};

/** Whether what a row is owed would pay for the cheapest claim that there is: everybody below it is owed less. */
async function isWorthLeast(ports: Ports, token: Token, row?: HolderRow, facts?: ClaimFacts): Promise<boolean> {
	if (!row || !facts) return true;
	const due = [{ snapshotId: 0n, amountWei: row.owedWei, assets: [], expiresAtSec: 0 }];
	return (await weighClaim(ports, token, "on-behalf", { ...facts, due, isEmpty: false })).isWorthIt;
}

/** A claim of his own, on whatever route, that is on its way: it would be paid twice over in gas. */
async function hasOpenClaim(ports: Ports, token: Token, holder: HolderRow["holder"]): Promise<boolean> {
	const { claims } = await ports.store.claims.ofHolder(holder, 5);
	return claims.some(({ tokenId, state }) => tokenId === token.id && holdsSlot(state));
}

/** Whether the token pays a contract unasked: it does when that has set a recipient. */
async function isServed(ports: Ports, claim: Claim): Promise<boolean> {
	const [result] = await ports.chain(claim.chainId).calls([rulesOf(claim).trial(claim, claim.holder)], "latest");
	return !result || result.ok || !result.reverted;
}
