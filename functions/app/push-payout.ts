import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { extendHolders } from "./extend-holders.ts";
import { payOwed } from "./pay-owed.ts";
import { payoutBacklog } from "./payout-backlog.ts";
import { queueAgain } from "./queue-again.ts";
import { weighHolders } from "./weigh-holders.ts";
import { withLease } from "./with-lease.ts";

/**
 * Pays a token's holders without being asked: finds them by the transfers, weighs what each is owed for a new snapshot,
 * makes the claims. Whatever `untilMs` leaves undone the next run goes on with. Only where the token pays on behalf.
 */
export async function pushPayout(ports: Ports, token: Token, untilMs: number): Promise<void> {
	if (!ports.dialect(token).routes.includes("on-behalf")) {
		ports.log.warn("push_not_possible", { tokenId: token.id, dialect: token.dialect });
		return;
	}
	await withLease(ports, `payout#${token.id}`, async (renew) => {
		await queueAgain(ports, token, untilMs);
		// What is in the queue first: reading the history of a large token may take many runs.
		await payOwed(ports, token, untilMs, renew);
		const finalized = await ports.chain(token.chainId).block("finalized");
		while (ports.nowMs() < untilMs && (await extendHolders(ports, token, finalized))) await renew();
		if (await weighHolders(ports, token, untilMs, renew)) await payOwed(ports, token, untilMs, renew);
		await tellBacklog(ports, token, untilMs);
	});
}

/** Who is not worth his gas stays in the queue: it is counted now and then, not each minute. */
const TELL_MS = 15 * 60_000;

async function tellBacklog(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const { leases } = ports.store;
	if (!(await leases.acquire(`backlog#${token.id}`, ports.newId(), ports.nowMs(), TELL_MS))) return;
	const backlog = await payoutBacklog(ports, token, untilMs);
	if (backlog) ports.log.info("payout_seen", { tokenId: token.id, ...backlog });
}
