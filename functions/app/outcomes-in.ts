import type { Claim, Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { outcomesOf } from "../core/routes/rules-of.ts";
import { paymentsOf } from "../core/routes/token-calls.ts";

/** What a transaction did for each of the claims, from its events; all that it carries, for each takes its part of the gas. */
export function outcomesIn(ports: Ports, claims: readonly Claim[], { logs, ...inclusion }: Receipt): Map<Hex, Outcome> {
	return outcomesOf(claims, inclusion, logs, (claim, mine) => {
		const token = ports.tokens.find(({ id }) => id === claim.tokenId);
		// A token that the stage file no longer names: its open claims still have to end.
		return token ? ports.dialect(token).paymentsIn(claim, mine) : paymentsOf(claim, mine);
	});
}
