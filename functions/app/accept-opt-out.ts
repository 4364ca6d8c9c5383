import { delegateOf } from "../core/eip7702.ts";
import { isOwnSignature, ownSignatureCall } from "../core/erc1271.ts";
import { Fault } from "../core/fault.ts";
import type { Hex } from "../core/hex.ts";
import type { OptOut } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { digestOf, type OptOutMessage, optOutDomain, signableOptOut, signerOf } from "../core/typed-data.ts";
import { checkHolding } from "./check-holding.ts";
import { findToken } from "./find-token.ts";
import { weighHolder } from "./weigh-holder.ts";

/** Clocks differ: so far ahead a message may have been signed. */
const AHEAD_SEC = 300;

/** A holder's signed word on whether a token pays him unasked. */
export interface OptOutOrder {
	tokenId: string;
	chainId: number;
	optOut: OptOutMessage;
	signature: Hex;
}

/**
 * Keeps a holder's word; the newest counts, the same one again is the same. Faults `opt_out_superseded` (a newer one is
 * known), `signed_ahead`, `wrong_target`, `wrong_chain`, `bad_signature`, `wrong_signer`, `not_a_holder`.
 */
export async function acceptOptOut(ports: Ports, order: OptOutOrder): Promise<OptOut> {
	const token = findToken(ports, order.tokenId);
	if (order.chainId !== token.chainId) throw new Fault("wrong_chain", undefined, { chainId: token.chainId });
	const { account: holder, token: named, optedOut: isOut, signedAtSec } = order.optOut;
	if (named !== token.address) throw new Fault("wrong_target");
	const latestSec = Math.floor(ports.nowMs() / 1000) + AHEAD_SEC;
	if (signedAtSec > BigInt(latestSec)) throw new Fault("signed_ahead", undefined, { latestSec });
	await checkSigner(ports, token, order);
	if (!(await ports.store.payouts.optOut(token.id, holder))) await checkHolding(ports, token, holder);
	const optOut = { tokenId: token.id, holder, isOut, signedAtSec: Number(signedAtSec), signature: order.signature };
	const isNew = await ports.store.payouts.setOptOut(optOut);
	const kept = isNew ? optOut : await ports.store.payouts.optOut(token.id, holder);
	if (kept?.signedAtSec !== optOut.signedAtSec || kept.isOut !== isOut)
		throw new Fault("opt_out_superseded", undefined, { signedAtSec: kept?.signedAtSec ?? 0 });
	if (isNew) ports.log.info("opt_out_kept", { tokenId: token.id, holder, isOut });
	if (!isOut) await weighHolder(ports, token, holder); // of the same word again, too: the first may have died before this
	return kept;
}

/** A key signs for itself; a contract is asked (ERC-1271). */
async function checkSigner(ports: Ports, token: Token, { optOut, signature }: OptOutOrder): Promise<void> {
	const chain = ports.chain(token.chainId);
	const digest = digestOf(signableOptOut(optOutDomain(token.address, token.chainId), optOut));
	const signer = signerOf(digest, signature);
	if (signer === optOut.account) return;
	const code = await chain.code(optOut.account);
	if (code !== "0x" && !delegateOf(code)) {
		const [result] = await chain.calls([ownSignatureCall(optOut.account, digest, signature)], "latest");
		if (isOwnSignature(result)) return;
		if (!result || (!result.ok && !result.reverted))
			throw new Fault("rpc_unavailable", undefined, { chainId: token.chainId });
		throw new Fault("bad_signature");
	}
	if (!signer) throw new Fault("bad_signature");
	throw new Fault("wrong_signer", undefined, { signer, holder: optOut.account });
}
