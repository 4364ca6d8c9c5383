import type { Claim, Payment } from "../claim.ts";
import type { Log } from "../contract.ts";
import { ETH } from "../hex.ts";
import { claimMandate } from "./mandate.ts";

/**
 * The payments of a claim on a token that logs none: the holder's account says which snapshots it has claimed, and it
 * says so only when the token paid each of them; what each owed does not change once it is taken.
 */
export function mandatePaymentsOf(claim: Claim, logs: readonly Log[]): Payment[] {
	const claimed = claimMandate
		.events(
			"MandateUsed",
			logs.filter((log) => log.address === claim.holder),
		)
		.filter(({ args }) => args.token === claim.token)
		.flatMap(({ args }) => args.snapshotIds);
	const amounts = claim.dueBySnapshotWei ?? [claim.dueWei];
	return claim.snapshotIds
		.map((snapshotId, at) => ({ asset: ETH, recipient: claim.holder, snapshotId, amount: amounts[at] ?? 0n }))
		.filter(({ snapshotId }) => claimed.includes(snapshotId));
}
