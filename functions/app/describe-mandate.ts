import { delegateOf } from "../core/eip7702.ts";
import type { Address } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { mandateDomain, signableMandate, typedDataOf } from "../core/typed-data.ts";
import { delegateFor } from "./accept-mandate.ts";
import { findToken } from "./find-token.ts";

/** A mandate ready to be signed, and, unless the account delegates already, what its EIP-7702 authorization has to say. */
export async function describeMandate(ports: Ports, tokenId: string, holder: Address) {
	const token = findToken(ports, tokenId);
	const delegate = delegateFor(ports, token);
	const chain = ports.chain(token.chainId);
	const [code, nonce] = await Promise.all([chain.code(holder), chain.nonce(holder, "latest")]);
	const nowMs = ports.nowMs();
	const mandate = {
		account: holder,
		token: token.address,
		nonce: BigInt(nowMs), // names the mandate; no two of a holder are alike
		expirySec: BigInt(Math.floor(nowMs / 1000) + Math.floor(ports.limits.mandateMaxSec / 2)),
	};
	return {
		token: token.id,
		holder,
		delegate,
		typedData: typedDataOf(signableMandate(mandateDomain(delegate, token.chainId), mandate)),
		...(delegateOf(code) === delegate ? {} : { authorization: { chainId: token.chainId, address: delegate, nonce } }),
	};
}
