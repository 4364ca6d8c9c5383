import type { Claim } from "../core/claim.ts";
import { mandateIdOf } from "../core/mandate.ts";
import { MOST_TRIES, type PushRetry, pushedClaimId, retryAfter } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { lookAgain, REFUSED_MS } from "./look-again.ts";

/**
 * Has a claim that was pushed or made under a mandate, and is about to be refused or to fail, tried again later. Before it
 * moves: a crash loses nobody.
 */
export async function keepUnpaid(ports: Ports, claim: Claim): Promise<void> {
	if (claim.code === "nothing_due") return;
	const mandateId = mandateIdOf(claim);
	if (mandateId) return lookAgain(ports, claim.tokenId, mandateId, { everyMs: REFUSED_MS });
	if (!("pushedUntilSec" in claim)) return;
	const { tokenId, holder, chainId, token: address, snapshotIds } = claim;
	const idOf = (nth: number) => pushedClaimId({ chainId, address }, holder, snapshotIds, nth);
	const nth = Array.from({ length: MOST_TRIES }, (_, at) => at).find((at) => idOf(at) === claim.id);
	if (nth !== undefined) await keep(ports, { tokenId, holder, of: idOf(0), tries: nth + 1 });
}

/** The same of a holder for whom no claim was made, since the token would not pay him now. */
export async function keepUnserved(ports: Ports, token: Token, { holder, snapshotIds }: Claim): Promise<void> {
	const of = pushedClaimId(token, holder, snapshotIds, 0);
	const known = await ports.store.payouts.retry(token.id, holder);
	const tries = known?.of === of ? known.tries + 1 : 1;
	await keep(ports, { tokenId: token.id, holder, of, tries });
}

/** The same of a holder whose next try, counted from 0, is known: he has left the queue until then. */
export async function keepUntil(
	ports: Ports,
	token: Token,
	{ holder, snapshotIds }: Pick<Claim, "holder" | "snapshotIds">,
	{ nth, fromMs: atMs }: { nth: number; fromMs: number },
): Promise<void> {
	const of = pushedClaimId(token, holder, snapshotIds, 0);
	await ports.store.payouts.tryAgain({ tokenId: token.id, holder, of, tries: nth, atMs });
}

async function keep(ports: Ports, tried: Omit<PushRetry, "atMs">): Promise<void> {
	const retry = retryAfter(tried, ports.nowMs());
	await ports.store.payouts.tryAgain(retry);
	const { tokenId, holder, tries, atMs } = retry;
	ports.log.info(atMs === undefined ? "push_given_up" : "push_put_off", { tokenId, holder, tries, atMs });
}
