import { type Claim, holdsSlot, type Route, type ShownState } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Address } from "../core/hex.ts";
import { claimCall } from "../core/judge-request.ts";
import type { Due } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import { chooseRoute } from "../core/route.ts";
import type { Token } from "../core/stage.ts";
import { type Signable, signableConsent, signableRequest, typedDataOf } from "../core/typed-data.ts";
import { readClaimFacts, sumDue } from "./claim-facts.ts";
import { findToken, forwarderDomain, usableRoutes } from "./find-token.ts";
import { gasOf, idsOf, nextPart } from "./next-part.ts";
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
