import { Signature, verifyAuthorization } from "ethers";
import { type Address, type Hex, toAddress } from "./hex.ts";
import type { Authorization } from "./transaction.ts";

/** Who signed an EIP-7702 authorization; undefined when the bytes are no signature. */
export function authorizerOf({ chainId, delegate, nonce, signature }: Authorization): Address | undefined {
	try {
		return toAddress(
			verifyAuthorization(
				{ chainId: BigInt(chainId), address: delegate, nonce: BigInt(nonce) },
				Signature.from(signature as Hex),
			),
		);
	} catch {
		return undefined;
	}
}
