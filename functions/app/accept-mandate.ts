import { authorizerOf } from "../core/authorization.ts";
import { delegateOf } from "../core/eip7702.ts";
import { Fault } from "../core/fault.ts";
import type { Address, Hex } from "../core/hex.ts";
import type { StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import type { Authorization } from "../core/transaction.ts";
import { digestOf, type Mandate, mandateDomain, signableMandate, signerOf } from "../core/typed-data.ts";
import { checkHolding } from "./check-holding.ts";
import { findToken, usableRoutes } from "./find-token.ts";
import { lookAgain } from "./look-again.ts";
import { checkPause } from "./read-pauses.ts";
import { takeQuota } from "./take-allowance.ts";

export interface MandateOrder {
	tokenId: string;
	chainId: number;
	mandate: Mandate;
	signature: Hex;
	authorization?: Authorization | undefined;
}

/** The delegate of a token's chain; fault `route_not_available`. */
export function delegateFor(ports: Ports, token: Token): Address {
	const { claimMandate } = ports.chainStage(token.chainId);
	if (!claimMandate || !usableRoutes(ports, token).includes("mandate"))
		throw new Fault("route_not_available", undefined, { token: token.id });
	return claimMandate;
}

/**
 * Checks a mandate and keeps it: from then on each snapshot is claimed for the holder, until the mandate expires or is
 * revoked. The same mandate again is the same one, with the fresh authorization that may come with it. A foreign delegation
 * is never replaced. Only for who holds the token (fault `not_a_holder`), so many a day (`quota_exceeded`).
 */
export async function acceptMandate(ports: Ports, order: MandateOrder): Promise<StoredMandate> {
	const token = findToken(ports, order.tokenId);
	if (order.chainId !== token.chainId) throw new Fault("wrong_chain", undefined, { chainId: token.chainId });
	await checkPause(ports, token);
	const delegate = delegateFor(ports, token);
	const { mandate, signature } = order;
	checkTerms(ports, token, mandate);
	const id = digestOf(signableMandate(mandateDomain(delegate, token.chainId), mandate));
	const signer = signerOf(id, signature);
	if (!signer) throw new Fault("bad_signature");
	if (signer !== mandate.account) throw new Fault("wrong_signer", undefined, { signer, holder: mandate.account });

	const known = await ports.store.mandates.get(id);
	if (known?.revokedAtMs !== undefined) throw new Fault("mandate_revoked");
	if (known) await renew(ports, token, known, order.authorization);
	else {
		const authorization = await checkAccount(ports, token, delegate, mandate.account, order.authorization);
		await checkHolding(ports, token, mandate.account);
		await takeQuota(ports, token, mandate.account, "mandates");
		await ports.store.mandates.insert({
			id,
			version: 1,
			tokenId: token.id,
			chainId: token.chainId,
			holder: mandate.account,
			delegate,
			mandate,
			signature,
			...(authorization ? { authorization } : {}),
			createdAtMs: ports.nowMs(),
		});
		ports.log.info("mandate_accepted", { mandateId: id, tokenId: token.id, holder: mandate.account });
	}
	const stored = await ports.store.mandates.get(id);
	if (!stored) throw new Fault("internal");
	// The snapshot's mandates may have been gone through, and who is woken now may die. A minute at least, since he may not.
	await lookAgain(ports, token.id, id, { everyMs: 60_000, turns: 2 });
	await ports.invoker.wake({ fn: "payout", tokenId: token.id, mandateId: id });
	return stored;
}

/** Keeps another authorization than the one that is kept, if the account still needs one; as often a day as mandates are taken. */
async function renew(ports: Ports, token: Token, known: StoredMandate, fresh?: Authorization): Promise<void> {
	if (!fresh || fresh.nonce === known.authorization?.nonce) return;
	const authorization = await checkAccount(ports, token, known.delegate, known.holder, fresh);
	if (!authorization) return;
	await takeQuota(ports, token, known.holder, "mandates");
	// false: another post, or a revocation, was first.
	if (await ports.store.mandates.update({ ...known, version: known.version + 1, authorization }))
		ports.log.info("mandate_renewed", { mandateId: known.id, tokenId: token.id, holder: known.holder });
}

function checkTerms(ports: Ports, token: Token, { token: named, expirySec }: Mandate): void {
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const farthestSec = nowSec + ports.limits.mandateMaxSec;
	if (named !== token.address) throw new Fault("wrong_target");
	const bounds = { nowSec, farthestSec };
	if (expirySec <= BigInt(nowSec)) throw new Fault("deadline_passed", undefined, bounds);
	if (expirySec > BigInt(farthestSec)) throw new Fault("deadline_too_far", undefined, bounds);
}

/** The authorization that is still needed; undefined: the account delegates to us already. */
async function checkAccount(
	ports: Ports,
	token: Token,
	delegate: Address,
	account: Address,
	authorization: Authorization | undefined,
): Promise<Authorization | undefined> {
	const chain = ports.chain(token.chainId);
	const [code, nonce, pendingNonce] = await Promise.all([
		chain.code(account),
		chain.nonce(account, "latest"),
		chain.nonce(account, "pending"),
	]);
	const present = delegateOf(code);
	if (present === delegate) return undefined;
	if (present) throw new Fault("foreign_delegation", undefined, { delegate: present });
	if (code !== "0x") throw new Fault("contract_account");
	const expected = { chainId: token.chainId, delegate, nonce };
	const isNext =
		authorization?.chainId === token.chainId && // 0 would be valid on every chain
		authorization.delegate === delegate &&
		authorization.nonce === nonce &&
		pendingNonce === nonce && // a transaction of his own on its way would make it void
		authorizerOf(authorization) === account;
	if (!isNext) throw new Fault("bad_authorization", undefined, expected);
	return authorization;
}
