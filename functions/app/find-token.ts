import type { Route } from "../core/claim.ts";
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

/** The forwarder that a token trusts; fault `route_not_available` when it has none. */
export function forwarderOf(token: Token) {
	if (!token.forwarder) throw new Fault("route_not_available", undefined, { token: token.id });
	return token.forwarder;
}

/** The EIP-712 domain of a token's forwarder. */
export function forwarderDomain(token: Token): Domain {
	const { address, name } = forwarderOf(token);
	return { name, version: "1", chainId: token.chainId, verifyingContract: address };
}

/** The routes that the token understands and the stage allows. */
export function usableRoutes(ports: Ports, token: Token): Route[] {
	const { claimMandate } = ports.chainStage(token.chainId);
	return (
		ports
			.dialect(token)
			.routes.filter((route) => !token.routes || token.routes.includes(route))
			// Nobody would carry out a standing order where payout is on request.
			.filter((route) => route !== "mandate" || (claimMandate !== undefined && token.payout === "mandate"))
	);
}
