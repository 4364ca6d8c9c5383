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
export function paymentsOf(claim: Claim, logs: readonly Log[]): Payment[] {
	return token
		.events(
			"Claimed",
			logs.filter((log) => log.address === claim.token),
		)
		.filter(({ args }) => args.account === claim.holder && claim.snapshotIds.includes(args.snapshotId))
		.map(({ args: { asset, recipient, snapshotId, amount } }) => ({ asset, recipient, snapshotId, amount }));
}

/** Whether the token says that a push for this claim failed. */
export const isRefused = (claim: Claim, logs: readonly Log[]): boolean =>
	token
		.events(
			"ClaimPushFailed",
			logs.filter((log) => log.address === claim.token),
		)
		.some(({ args }) => args.account === claim.holder && claim.snapshotIds.includes(args.snapshotId));
