import { ascending } from "../core/ascending.ts";
import type { Route } from "../core/claim.ts";
import { quoteGas } from "../core/judge-request.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import { FURTHER_SNAPSHOT_GAS } from "../core/route.ts";
import { aloneGas } from "../core/routes/claim-gas.ts";
import type { Token } from "../core/stage.ts";
import { isWorth, worthWei } from "../core/worth.ts";
import { type ClaimFacts, sumDue, type Weighed, weighClaim } from "./claim-facts.ts";

/** What one claim takes of all that is due, by snapshot, ascending. */
export interface Part extends Weighed {
	due: Due[];
}

/**
 * What one claim can take of all that is due, weighed: the oldest snapshots, which expire first; where these alone are
 * not worth their gas, those of most worth, and where these are not, none that costs more than it brings. Undefined where
 * nothing is due.
 */
export async function nextPart(ports: Ports, token: Token, route: Route, facts: ClaimFacts): Promise<Part | undefined> {
	const { snapshotsPerClaim, requestGasCap } = ports.limits;
	const { batchGasCap } = ports.chainStage(token.chainId);
	const isWithin = (some: readonly Due[]): boolean =>
		route === "forwarder" ? gasOf(some) <= requestGasCap : aloneGas(route, some.length, assetsOf(some)) <= batchGasCap;
	const weigh = async (all: readonly Due[]): Promise<Part> => {
		const due = firstOf(all.slice(0, snapshotsPerClaim), isWithin).sort(byId);
		return { due, ...(await weighClaim(ports, token, route, { ...facts, due })) };
	};
	if (facts.due.length === 0) return undefined;
	const oldest = await weigh(facts.due);
	if (oldest.isWorthIt) return oldest;
	const worthOf = ({ amountWei, assets }: Due): bigint => worthWei(amountWei, assets, token.prices);
	const byWorth = facts.due.toSorted((a, b) => ascending(worthOf(b), worthOf(a)));
	const first = oldest.due.length === facts.due.length ? oldest : await weigh(byWorth);
	if (first.isWorthIt) return first;
	const eachWei = FURTHER_SNAPSHOT_GAS * (facts.market.baseFeeWei + facts.market.tipWei);
	const paying = byWorth.filter((one, at) => at === 0 || isWorth(worthOf(one), eachWei, token.minWorthPercent));
	if (paying.length === byWorth.length) return first;
	const fewer = await weigh(paying);
	return fewer.isWorthIt ? fewer : first;
}

/** The gas that a forward request for these asks for. */
export const gasOf = (due: readonly Due[]): bigint => quoteGas(due.length, assetsOf(due));
export const idsOf = (due: readonly Due[]): bigint[] => due.map(({ snapshotId }) => snapshotId);

const byId = (a: Due, b: Due): number => ascending(a.snapshotId, b.snapshotId);
const assetsOf = (due: readonly Due[]): number => sumDue(due).dueAssets.length;

/** As many of the snapshots, the first ones, as one claim has the gas for; the others come with the next. */
function firstOf(due: readonly Due[], isWithin: (some: readonly Due[]) => boolean): Due[] {
	let count = due.length;
	while (count > 1 && !isWithin(due.slice(0, count))) count--;
	return due.slice(0, count);
}
