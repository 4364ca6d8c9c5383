import type { Claim, Signed } from "../core/claim.ts";
import { Fault } from "../core/fault.ts";
import type { Address, Hex } from "../core/hex.ts";
import { judgeConsent } from "../core/judge-consent.ts";
import { judgeRequest } from "../core/judge-request.ts";
import type { Ports } from "../core/ports/ports.ts";
import { chooseRoute } from "../core/route.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import type { Token } from "../core/stage.ts";
import {
	type ClaimConsent,
	digestOf,
	type ForwardRequest,
	signableConsent,
	signableRequest,
	signerOf,
} from "../core/typed-data.ts";
import { checkWorth, readClaimFacts } from "./claim-facts.ts";
import { findToken, forwarderDomain, forwarderOf, usableRoutes } from "./find-token.ts";
import { newClaim } from "./new-claim.ts";
import { idsOf } from "./next-part.ts";
import { checkPause } from "./read-pauses.ts";
import { storeClaim } from "./store-claim.ts";
import { takeAllowance } from "./take-allowance.ts";

/** What a holder posts: what was signed, on which route, and the signature. */
export type ClaimOrder = { tokenId: string; chainId: number; signature: Hex } & SignedOrder;
type SignedOrder =
	| { route: "forwarder"; request: ForwardRequest }
	| { route: "on-behalf" | "contract-account"; consent: ClaimConsent };

/**
 * Checks a signed order and stores it as a claim; the same order again is the same claim.
 * Everything is refused here, with its code, before anything is written or a wei is spent.
 */
export async function acceptClaim(ports: Ports, order: ClaimOrder): Promise<Claim> {
	const token = findToken(ports, order.tokenId);
	if (order.chainId !== token.chainId) throw new Fault("wrong_chain", undefined, { chainId: token.chainId });
	await checkPause(ports, token);
	const { id, holder, nonce } = await read(ports, token, order);
	const known = await ports.store.claims.get(id);
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const judged =
		order.route === "forwarder"
			? judgeRequest(order.request, token.address, ports.limits, nowSec)
			: judgeConsent(order.consent, token.address, ports.limits, nowSec);
	if (!judged.ok && !known) throw new Fault(judged.code, undefined, judged.facts);
	if (order.route !== "contract-account") checkSigner(id, order.signature, holder);
	if (known) return wake(ports, known);
	if (!judged.ok) throw new Fault(judged.code, undefined, judged.facts);

	const [facts, next] = await Promise.all([
		readClaimFacts(ports, token, holder, judged.snapshotIds),
		order.route === "forwarder"
			? ports.dialect(token).forwarderNonce(holder, "latest")
			: ports.dialect(token).consentNonce(holder, "latest"),
	]);
	const choice = chooseRoute(facts.account, usableRoutes(ports, token), order.route);
	if (!choice.ok) throw new Fault(choice.code, undefined, { account: facts.account });
	if (nonce < next) throw new Fault("nonce_used", undefined, { nonce: next.toString() });
	if (nonce > next) throw new Fault("nonce_ahead", undefined, { nonce: next.toString() });
	const { due, blockNumber } = facts;
	// Of what is consented to, that which is due is claimed: others would be weighed as nothing, and keep it from every batch.
	// A request, or a contract's consent, goes on chain as it was signed, and is weighed so.
	const snapshotIds = order.route === "on-behalf" ? idsOf(due) : judged.snapshotIds;
	const costWei = await checkWorth(ports, token, order.route, facts, snapshotIds.length);
	const signed = signedOf(token, order);
	const { signature } = order;
	const given = { id, holder, signed, signature, snapshotIds, due, bookedWei: costWei, blockNumber };
	const claim: Claim = await newClaim(ports, token, given);
	checkGas(ports, claim);
	if (claim.route === "contract-account") await checkContractConsent(ports, claim);
	const count = (): Promise<void> => takeAllowance(ports, token, holder, { what: "claims", costWei });
	return wake(ports, await storeClaim(ports, claim, count));
}

/** For a known claim too: an earlier call may have died before its wake-up. */
async function wake(ports: Ports, claim: Claim): Promise<Claim> {
	if (claim.state === "accepted") await ports.invoker.wake({ fn: "relay", lane: claim.lane });
	return claim;
}

async function read(
	ports: Ports,
	token: Token,
	order: SignedOrder,
): Promise<{ id: Hex; holder: Address; nonce: bigint }> {
	if (order.route === "forwarder") {
		const { request } = order;
		return {
			id: digestOf(signableRequest(forwarderDomain(token), request)),
			holder: request.from,
			nonce: request.nonce,
		};
	}
	const { consent } = order;
	const domain = await ports.dialect(token).consentDomain();
	return { id: digestOf(signableConsent(domain, consent)), holder: consent.account, nonce: consent.nonce };
}

function signedOf(token: Token, order: SignedOrder): Signed {
	if (order.route === "forwarder")
		return { route: order.route, forwarder: forwarderOf(token).address, request: order.request };
	const { route, consent } = order;
	return route === "on-behalf" ? { route, consent } : { route, consent };
}

function checkSigner(id: Hex, signature: Hex, holder: Address): void {
	const signer = signerOf(id, signature);
	if (!signer) throw new Fault("bad_signature");
	if (signer !== holder) throw new Fault("wrong_signer", undefined, { signer, holder });
}

/** A claim that no transaction could hold would wait for ever. */
function checkGas(ports: Ports, claim: Claim): void {
	const { overheadGas, claimGas } = rulesOf(claim);
	const gas = overheadGas + claimGas(claim);
	const gasCap = ports.chainStage(claim.chainId).batchGasCap;
	if (gas > gasCap) throw new Fault("too_much_gas", undefined, { gas: gas.toString(), gasCap: gasCap.toString() });
}

/** A contract checks its signature itself (ERC-1271), so its claim is tried as a whole. */
async function checkContractConsent(ports: Ports, claim: Claim): Promise<void> {
	const { trial, trialFault } = rulesOf(claim);
	const [result] = await ports.chain(claim.chainId).calls([trial(claim, claim.holder)], "latest");
	if (!result || result.ok) return;
	if (!result.reverted) throw new Fault("rpc_unavailable", undefined, { chainId: claim.chainId });
	throw new Fault(trialFault(result.revertBytes));
}
