import type { Claim, Outcome } from "../core/claim.ts";
import { type Address, ETH } from "../core/hex.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { LaneContext } from "./lane-context.ts";

/**
 * How the holder was paid for a claim that our own transaction did not pay: anyone may execute a request, or pay the
 * holder in another way. Read from events up to the finalised block, since old state is not to be had everywhere.
 * Undefined unless all that was due when the claim was accepted has been paid.
 */
export async function findPayment(
	ports: Ports,
	context: LaneContext,
	claim: Claim,
	finalized: Block,
): Promise<Outcome | undefined> {
	const token = context.token(claim.tokenId);
	if (!token) return undefined;
	const { payments, receipt } = await ports.dialect(token).payments(claim, claim.acceptedAtBlock, finalized.number);
	const wanted = [{ asset: ETH, amount: claim.dueWei }, ...claim.dueAssets];
	const paid = (asset: Address): bigint =>
		payments.reduce((sum, one) => (one.asset === asset ? sum + one.amount : sum), 0n);
	if (!receipt || wanted.some(({ asset, amount }) => paid(asset) < amount)) return undefined;
	const { transactionHash, blockNumber, blockHash } = receipt;
	return { result: "paid", payments, transactionHash, blockNumber, blockHash, gasUsed: 0n };
}
