import type { Claim, Outcome } from "../core/claim.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { LaneContext } from "./lane-context.ts";

/**
 * How the holder was paid for a claim that our own transaction did not pay: anyone may execute a request, or pay the
 * holder in another way. Undefined while something is due at the finalised head, or when nothing was paid at all.
 */
export async function findPayment(
	ports: Ports,
	context: LaneContext,
	claim: Claim,
	finalized: Block,
): Promise<Outcome | undefined> {
	const dialect = ports.dialect(context.token(claim.tokenId));
	const due = await dialect.due(claim.holder, "finalized", claim.snapshotIds);
	if (due.length > 0) return undefined;
	const { payments, receipt } = await dialect.payments(claim, claim.acceptedAtBlock, finalized.number);
	if (payments.length === 0 || !receipt) return undefined;
	const { transactionHash, blockNumber, blockHash } = receipt;
	return { result: "paid", payments, transactionHash, blockNumber, blockHash, gasUsed: 0n };
}
