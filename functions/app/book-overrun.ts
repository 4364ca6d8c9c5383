import type { Claim, Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import type { Inclusion } from "../core/transaction.ts";
import { bookSpent } from "./take-allowance.ts";

/**
 * Books what a transaction's claims cost beyond what was booked when they were accepted: alone in a batch they cost more
 * than in a full one, and an account may burn more gas in a transaction than in a trial. Tokens that share a transaction
 * bear it by the gas that their claims may take at worst, so that one's accounts use up little of another's budget. A claim
 * that was skipped comes again, so that what was booked is for that time. A crash may leave too much booked, never too little.
 */
export async function bookOverrun(
	ports: Ports,
	claims: readonly Claim[],
	outcomes: ReadonlyMap<Hex, Outcome>,
	{ gasPriceWei, dataFeeWei = 0n }: Inclusion,
): Promise<void> {
	const byToken = new Map<string, { gas: bigint; bookedWei: bigint }>();
	let usedGas = 0n;
	let worstGas = 0n;
	for (const claim of claims) {
		const outcome = outcomes.get(claim.id);
		if (!outcome) continue;
		const before = byToken.get(claim.tokenId) ?? { gas: 0n, bookedWei: 0n };
		const gas = rulesOf(claim).claimGas(claim);
		const bookedWei = outcome.result === "skipped" ? 0n : claim.bookedWei;
		byToken.set(claim.tokenId, { gas: before.gas + gas, bookedWei: before.bookedWei + bookedWei });
		usedGas += outcome.gasUsed;
		worstGas += gas;
	}
	const spentWei = usedGas * gasPriceWei + dataFeeWei;
	for (const [tokenId, { gas, bookedWei }] of byToken) {
		const token = ports.tokens.find(({ id }) => id === tokenId);
		const overWei = (spentWei * gas + worstGas - 1n) / worstGas - bookedWei;
		if (token && overWei > 0n) await bookSpent(ports, token, overWei);
	}
}
