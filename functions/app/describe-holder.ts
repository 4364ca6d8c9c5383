import { type Claim, holdsSlot, type Route, type ShownState } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import { claimCall, quoteGas } from "../core/judge-request.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import { chooseRoute } from "../core/route.ts";
import type { Token } from "../core/stage.ts";
import { type Signable, signableConsent, signableRequest, typedDataOf } from "../core/typed-data.ts";
import { worthWei } from "../core/worth.ts";
import { type ClaimFacts, readClaimFacts, sumDue, weighClaim } from "./claim-facts.ts";
import { findToken, forwarderDomain, usableRoutes } from "./find-token.ts";
import { shownState } from "./show-claim.ts";

const VALID_SEC = 3_600;

/** What a token owes to a holder, the route on which it can be claimed and why, and the typed data ready to be signed. */
export async function describeHolder(ports: Ports, tokenId: string, holder: Address, wanted?: Route) {
	const token = findToken(ports, tokenId);
	const [facts, recent] = await Promise.all([
		readClaimFacts(ports, token, holder),
		ports.store.claims.ofHolder(holder, 5),
	]);
	const { due, account } = facts;
	const choice = chooseRoute(account, usableRoutes(ports, token), wanted);
	if (!choice.ok && wanted !== undefined) throw new Fault(choice.code, undefined, { account });
	const described = { token: token.id, holder, account, due, ...sumDue(due) };
	if (!choice.ok) return { ...described, code: choice.code };

	const { route, because } = choice;
	const blocking = recent.claims.filter((claim) => blocks(claim, token, route));
	const states = await Promise.all(blocking.map((claim) => shownState(ports, claim)));
	const openClaim = blocking.find((_, at) => holdsSlot(states[at] as ShownState));
	const part = await nextPart(ports, token, route, facts);
	return {
		...described,
		route,
		because,
		...(part
			? { nextClaim: { snapshotIds: idsOf(part.due), ...sumDue(part.due) }, costWei: part.costWei }
			: { code: "nothing_due" as const }),
		...(part && !part.isWorthIt ? { code: "not_worth_gas" as const } : {}),
		...(openClaim ? { openClaimId: openClaim.id } : {}),
		...(part?.isWorthIt && !openClaim
			? { typedData: typedDataOf(await signableFor(ports, token, holder, route, part.due)) }
			: {}),
	};
}

/**
 * What one claim can take of all that is due, weighed: the oldest snapshots, which expire first; where these alone are
 * not worth their gas, those of most worth.
 */
async function nextPart(ports: Ports, token: Token, route: Route, facts: ClaimFacts) {
	const { snapshotsPerClaim, requestGasCap } = ports.limits;
	const weigh = async (all: readonly Due[]) => {
		const allowed = all.slice(0, snapshotsPerClaim);
		const due = (route === "forwarder" ? withinGas(allowed, requestGasCap) : [...allowed]).sort(byId);
		return { due, ...(await weighClaim(ports, token, route, { ...facts, due })) };
	};
	if (facts.due.length === 0) return undefined;
	const oldest = await weigh(facts.due);
	if (oldest.isWorthIt || oldest.due.length === facts.due.length) return oldest;
	const worthOf = ({ amountWei, assets }: Due): bigint => worthWei(amountWei, assets, token.prices);
	return weigh(facts.due.toSorted((a, b) => compare(worthOf(b), worthOf(a))));
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: Due, b: Due): number => compare(a.snapshotId, b.snapshotId);
const idsOf = (due: readonly Due[]): bigint[] => due.map(({ snapshotId }) => snapshotId);

/** Whether that claim has to be mined before another one on the route can be signed. */
const blocks = (claim: Claim, token: Token, route: Route): boolean =>
	claim.route === "forwarder"
		? route === "forwarder" && claim.forwarder === token.forwarder?.address
		: route !== "forwarder" && claim.token === token.address;

async function signableFor(
	ports: Ports,
	token: Token,
	holder: Address,
	route: Route,
	due: readonly Due[],
): Promise<Signable> {
	const dialect = ports.dialect(token);
	const deadlineSec = BigInt(Math.floor(ports.nowMs() / 1000) + VALID_SEC);
	const ids = idsOf(due);
	if (route !== "forwarder") {
		const [domain, nonce] = await Promise.all([dialect.consentDomain(), dialect.consentNonce(holder, "latest")]);
		return signableConsent(domain, { token: token.address, account: holder, ids, nonce, deadlineSec });
	}
	return signableRequest(forwarderDomain(token), {
		from: holder,
		to: token.address,
		value: 0n,
		gas: gasOf(due),
		nonce: await dialect.forwarderNonce(holder, "latest"),
		deadlineSec,
		data: claimCall(ids),
	});
}

const gasOf = (due: readonly Due[]): bigint => quoteGas(due.length, sumDue(due).dueAssets.length);
/** As many of the snapshots, the first ones, as one request has the gas for; the others come with the next. */
function withinGas(due: readonly Due[], gasCap: bigint): Due[] {
	let count = due.length;
	while (count > 1 && gasOf(due.slice(0, count)) > gasCap) count--;
	return due.slice(0, count);
}
