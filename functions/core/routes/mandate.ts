import { claimMandateAbi } from "../abi/claim-mandate.ts";
import type { ClaimOn } from "../claim.ts";
import { contract } from "../contract.ts";
import { delegationCode } from "../eip7702.ts";
import type { FaultCode } from "../fault.ts";
import type { Hex } from "../hex.ts";
import { mandatedGas, mandateGas, OVERHEAD_GAS } from "./claim-gas.ts";
import { outcomesBy, type RouteRules, words } from "./route-rules.ts";
import { tokenFault } from "./token-calls.ts";

type MandatedClaim = ClaimOn<"mandate">;
export const claimMandate = contract(claimMandateAbi);

/** What the account's own claim may take; one for the whole batch. */
const gasEach = (claim: MandatedClaim): bigint => mandatedGas(claim.snapshotIds.length, claim.dueAssets.length);

const shown = ({ mandate: { expirySec, ...rest } }: MandatedClaim) => ({ ...rest, expiry: expirySec });

/** Accounts that are delegated to ClaimMandate (EIP-7702) claim for themselves, as their mandate says: the delegate's `claimForMany`. */
export const mandateRoute: RouteRules<MandatedClaim> = {
	batchKey: (claim) => `mandate#${claim.delegate}#${gasEach(claim)}`,
	claimGas: (claim) => mandateGas(claim.snapshotIds.length, claim.dueAssets.length, claim.authorization !== undefined),
	overheadGas: OVERHEAD_GAS.mandate,
	calldataBytes: (claim) => words(13 + claim.snapshotIds.length) + (claim.authorization ? 128 : 0),
	payload(claims) {
		const [first] = claims;
		if (!first) throw new Error("a batch has at least one claim");
		const items = claims.map((claim) => ({
			mandate: shown(claim),
			signature: claim.signature,
			snapshotIds: claim.snapshotIds,
		}));
		const authorizations = claims.flatMap(({ authorization }) => authorization ?? []);
		return {
			to: first.delegate,
			data: claimMandate.encode("claimForMany", [items, gasEach(first)]),
			gasLimit: claims.reduce((sum, claim) => sum + mandateRoute.claimGas(claim), mandateRoute.overheadGas),
			...(authorizations.length > 0 ? { authorizations } : {}),
		};
	},
	trial: (claim, lane) => ({
		from: lane,
		to: claim.holder,
		data: claimMandate.encode("claimBatch", [shown(claim), claim.signature, claim.snapshotIds]),
		gas: 21_000n + gasEach(claim), // just what the delegate gives it
		...(claim.authorization ? { override: { [claim.holder]: delegationCode(claim.delegate) } } : {}),
	}),
	trialFault(revertBytes: Hex): FaultCode {
		switch (claimMandate.errorName(revertBytes)) {
			case "MandateExpired":
				return "deadline_passed";
			case "MandateIsRevoked":
				return "mandate_revoked";
			case "MandateBadSignature":
			case "MandateWrongAccount":
				return "bad_signature";
			default:
				return tokenFault(revertBytes);
		}
	},
	outcomes(claims, inclusion, logs, payments) {
		const names = (claim: MandatedClaim, args: { token: string; nonce: bigint }) =>
			args.token === claim.token && args.nonce === claim.mandate.nonce;
		const used = claimMandate.events("MandateUsed", logs);
		const skipped = claimMandate.events("MandateSkipped", logs);
		return outcomesBy(claims, inclusion, (claim) => {
			if (used.some(({ args, log }) => log.address === claim.holder && names(claim, args))) {
				const paid = payments(claim, logs);
				return { result: paid.length > 0 ? "paid" : "reverted", payments: paid };
			}
			const isSkipped = skipped.some(
				({ args, log }) => log.address === claim.delegate && args.account === claim.holder && names(claim, args),
			);
			return { result: isSkipped ? "reverted" : "skipped", payments: [] };
		});
	},
};
