import { zeroPadValue } from "ethers";
import { revenueShareTokenAbi } from "../abi/revenue-share-token.ts";
import type { Claim, Payment } from "../claim.ts";
import { contract, type Log } from "../contract.ts";
import type { FaultCode } from "../fault.ts";
import type { Hex } from "../hex.ts";

/** RevenueShareToken, as the routes call it. */
export const token = contract(revenueShareTokenAbi);

/** Why the token refused. */
export function tokenFault(revertBytes: Hex): FaultCode {
	switch (token.errorName(revertBytes)) {
		case "RevShareNothingDue":
		case "RevShareClaimExpired":
		case "RevShareUnknownSnapshot":
			return "nothing_due";
		case "RevShareConsentExpired":
			return "deadline_passed";
		case "RevShareInvalidConsent":
			return "bad_signature";
		case "RevShareRecipientRequired":
			return "contract_account";
		default:
			return "claim_reverted";
	}
}

/** RevenueShareToken's pushes that pay this claim. */
export const paymentsOf = (claim: Claim, logs: readonly Log[]): Payment[] =>
	eventsOf("Claimed", claim, logs).map(({ args: { asset, recipient, snapshotId, amount } }) => ({
		asset,
		recipient,
		snapshotId,
		amount,
	}));

/** Whether the token says that a push for this claim failed. */
export const isRefused = (claim: Claim, logs: readonly Log[]): boolean =>
	eventsOf("ClaimPushFailed", claim, logs).length > 0;

/** Only the holder's own logs are decoded: a transaction carries those of hundreds. */
function eventsOf(
	name: "Claimed" | "ClaimPushFailed",
	{ token: address, holder, snapshotIds }: Claim,
	logs: readonly Log[],
) {
	const topic = zeroPadValue(holder, 32).toLowerCase();
	const his = logs.filter((log) => log.address === address && log.topics[1]?.toLowerCase() === topic);
	return token.events(name, his).filter(({ args }) => snapshotIds.includes(args.snapshotId));
}
