import type { Claim, Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";
import { moveRowClaims } from "./move-row-claims.ts";

/** The row's block stands for good: settles what was paid, fails what reverted, looks into what was skipped. */
export async function finaliseClaims(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ outcomes, finalized }: { outcomes: Map<Hex, Outcome>; finalized: Block },
): Promise<void> {
	await moveRowClaims(ports, row, async (claim) => {
		const { outcome, nonce } = claim;
		const here = nonce === undefined ? {} : { nonce };
		if (claim.state === "relayed") {
			const missed = outcomes.get(claim.id); // none: it names the row, but came too late to be in it
			return missed ? { state: "mined", ...here, outcome: missed } : { state: "accepted" };
		}
		if (claim.state !== "mined" || !outcome) return undefined;
		if (outcome.result === "paid") return { state: "settled", ...here, outcome };
		const paid = await paidBySomebody(ports, context, claim, finalized);
		if (paid) return { state: "settled", ...here, outcome: { ...outcome, ...paid, result: "paid" } };
		if (outcome.result === "reverted") return { state: "failed", code: "claim_reverted", ...here, outcome };
		return { state: "accepted" }; // the next simulation relays or refuses it
	});
}

/** Anyone may execute a request, or pay its holder in another way; then the holder has what was asked for. */
async function paidBySomebody(ports: Ports, context: LaneContext, claim: Claim, finalized: Block) {
	const dialect = ports.dialect(context.token(claim.tokenId));
	const due = await dialect.due(claim.holder, "finalized", claim.snapshotIds);
	if (due.length > 0) return undefined;
	const { payments, receipt } = await dialect.payments(claim, claim.acceptedAtBlock, finalized.number);
	if (payments.length === 0 || !receipt) return undefined;
	const { transactionHash, blockNumber, blockHash } = receipt;
	return { payments, transactionHash, blockNumber, blockHash };
}
