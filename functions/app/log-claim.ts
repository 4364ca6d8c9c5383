import type { Claim } from "../core/claim.ts";
import { ETH } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";

/** One line for a claim that moved. */
export function logClaim(ports: Ports, { id, state, tokenId, holder, code, outcome, acceptedAtMs }: Claim): void {
	const paidWei = outcome?.payments.reduce((sum, one) => (one.asset === ETH ? sum + one.amount : sum), 0n);
	ports.log.info(`claim_${state}`, {
		claimId: id,
		tokenId,
		holder,
		...(code ? { code } : {}),
		...(state === "settled" ? { settledAfterSec: (ports.nowMs() - acceptedAtMs) / 1000 } : {}),
		...(outcome
			? { result: outcome.result, transactionHash: outcome.transactionHash, paidWei, gasUsed: outcome.gasUsed }
			: {}),
	});
}
