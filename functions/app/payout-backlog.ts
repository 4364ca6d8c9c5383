import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

const PAGE = 100;

/** Holders that are owed something and whose claims are not made yet; the sum is in wei of ETH. */
export interface PayoutBacklog {
	holders: number;
	owedWei: bigint;
}

/** What a token's push payout has before it; undefined: it was not read to its end by `untilMs`. */
export async function payoutBacklog(
	ports: Ports,
	token: Token,
	untilMs = Number.POSITIVE_INFINITY,
): Promise<PayoutBacklog | undefined> {
	const backlog = { holders: 0, owedWei: 0n };
	let after: string | undefined;
	do {
		if (ports.nowMs() >= untilMs) return undefined;
		const page = await ports.store.payouts.owed(token.id, PAGE, after);
		backlog.holders += page.holders.length;
		for (const { owedWei } of page.holders) backlog.owedWei += owedWei;
		after = page.next;
	} while (after !== undefined);
	return backlog;
}
