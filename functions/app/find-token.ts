import { Fault } from "../core/fault.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import type { Domain } from "../core/typed-data.ts";

/** The token of that id; fault `unknown_token`. */
export function findToken(ports: Ports, tokenId: string): Token {
	const token = ports.tokens.find((one) => one.id === tokenId);
	if (!token) throw new Fault("unknown_token", undefined, { token: tokenId });
	return token;
}

/** The EIP-712 domain that a request to this token is signed under: its forwarder's. */
export const domainOf = (token: Token): Domain => ({
	name: token.forwarder.name,
	version: "1",
	chainId: token.chainId,
	verifyingContract: token.forwarder.address,
});
