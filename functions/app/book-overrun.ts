import type { Claim, Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Ports } from "../core/ports/ports.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import type { Token } from "../core/stage.ts";
import type { Inclusion } from "../core/transaction.ts";
import { bookSpent } from "./take-allowance.ts";

/**
 * Books what a transaction's claims cost beyond what was booked when they were accepted: alone in a batch they cost more
 * than in a full one, and an account may burn more gas in a transaction than in a trial. Of tokens that share a transaction,
 * those bear it whose claims may have taken more than was booked for them, by the gas that each may take at worst: one's
 * accounts use up little of another's budget, and nothing where all together cost no more than was booked. A claim that was
 * skipped comes again, so that what was booked is for that time. A crash may leave too much booked, never too little.
 */
export async function bookOverrun(
	ports: Ports,
	claims: readonly Claim[],
	outcomes: ReadonlyMap<Hex, Outcome>,
	{ gasPriceWei, dataFeeWei = 0n }: Inclusion,
): Promise<void> {
	const [first] = claims;
	if (!first) return;
	const byToken = new Map<string, { gas: bigint; bookedWei: bigint }>();
	const sum = { usedGas: 0n, worstGas: 0n, bookedWei: 0n };
	for (const claim of claims) {
		const outcome = outcomes.get(claim.id);
		if (!outcome) continue;
		const before = byToken.get(claim.tokenId) ?? { gas: 0n, bookedWei: 0n };
		const gas = rulesOf(claim).claimGas(claim);
		const bookedWei = outcome.result === "skipped" ? 0n : claim.bookedWei;
		byToken.set(claim.tokenId, { gas: before.gas + gas, bookedWei: before.bookedWei + bookedWei });
		sum.usedGas += outcome.gasUsed;
		sum.worstGas += gas;
		sum.bookedWei += bookedWei;
	}
	const spentWei = sum.usedGas * gasPriceWei + dataFeeWei;
	const overWei = spentWei - sum.bookedWei;
	if (overWei <= 0n) return;
	const beyond = [...byToken].map(([tokenId, { gas, bookedWei }]): [string, bigint] => {
		const wei = dividedUp(spentWei * gas, sum.worstGas) - bookedWei;
		return [tokenId, wei > 0n ? wei : 0n];
	});
	const beyondWei = beyond.reduce((total, [, wei]) => total + wei, 0n); // at least what is over
	const ofTokens = beyond.flatMap(([tokenId, wei]): [Token, bigint][] => {
		const token = ports.tokens.find(({ id }) => id === tokenId);
		return token && wei > 0n ? [[token, dividedUp(overWei * wei, beyondWei)]] : [];
	});
	await bookSpent(ports, first.chainId, overWei, ofTokens);
}

const dividedUp = (wei: bigint, parts: bigint): bigint => (wei + parts - 1n) / parts;
