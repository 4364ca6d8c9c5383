import { type Claim, isFinal } from "../core/claim.ts";
import { type Address, ETH } from "../core/hex.ts";
import type { Notice } from "../core/notice.ts";
import type { Ports } from "../core/ports/ports.ts";
import { keepUnpaid } from "./keep-unpaid.ts";

/**
 * Tells of a claim that is about to move into a final state; called before the move, so that a crash in between loses
 * no notice, and no further try of one that is made unasked. One that does not move after all is not sent: see `deliverNotices`.
 */
export async function announceClaim(ports: Ports, claim: Claim): Promise<void> {
	if (claim.state === "refused" || claim.state === "failed") await keepUnpaid(ports, claim);
	const notice = isFinal(claim.state) ? noticeOf(claim) : undefined;
	if (notice) await ports.notifier.notify(notice);
}

function noticeOf({ id, state, tokenId, holder, snapshotIds, code, outcome }: Claim): Notice | undefined {
	const about = { claimId: id, tokenId, holder, snapshotIds };
	if (state === "refused") return { kind: "claim.refused", ...about, code: code ?? "internal" };
	if (state === "failed") return { kind: "claim.failed", ...about, code: code ?? "internal" };
	if (state !== "settled" || !outcome) return undefined;
	const paid = new Map<Address, bigint>([[ETH, 0n]]);
	for (const { asset, amount } of outcome.payments) paid.set(asset, (paid.get(asset) ?? 0n) + amount);
	const sums = [...paid].map(([asset, amount]) => ({ asset, amount })).filter(({ amount }) => amount > 0n);
	return { kind: "claim.settled", ...about, paid: sums, transactionHash: outcome.transactionHash };
}
