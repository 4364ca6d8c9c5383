import type { ClaimOn } from "../claim.ts";
import { bytesOf, outcomesBy, pushesGas, type RouteRules, words } from "./route-rules.ts";
import { isRefused, token, tokenFault } from "./token-calls.ts";

type ContractClaim = ClaimOn<"contract-account">;
const OVERHEAD_GAS = 60_000n;
const SNAPSHOT_GAS = 30_000n;
/** What the account's own check of the signature may take; a multisignature of some owners takes about 60,000. */
const SIGNATURE_GAS = 250_000n;

const call = ({ consent, signature }: ContractClaim) =>
	token.encode("claimWithConsent", [consent.account, consent.ids, consent.deadlineSec, signature]);

/** A contract that holds the token, by its ERC-1271 consent: `claimWithConsent`, one transaction each. */
export const contractAccountRoute: RouteRules<ContractClaim> = {
	batchKey: (claim) => `contract-account#${claim.id}`,
	claimGas: (claim) =>
		SIGNATURE_GAS +
		SNAPSHOT_GAS * BigInt(claim.snapshotIds.length) +
		pushesGas(claim.snapshotIds.length, claim.dueAssets.length),
	overheadGas: OVERHEAD_GAS,
	calldataBytes: (claim) => words(6 + claim.snapshotIds.length) + bytesOf(claim.signature),
	payload(claims) {
		const [claim] = claims;
		if (!claim || claims.length > 1) throw new Error("a contract's consent is sent alone");
		return { to: claim.token, data: call(claim), gasLimit: OVERHEAD_GAS + contractAccountRoute.claimGas(claim) };
	},
	trial: (claim, lane) => ({
		from: lane,
		to: claim.token,
		data: call(claim),
		gas: OVERHEAD_GAS + contractAccountRoute.claimGas(claim),
	}),
	trialFault: tokenFault,
	outcomes: (claims, inclusion, logs, payments) =>
		outcomesBy(claims, inclusion, (claim) => {
			const paid = payments(claim, logs);
			if (paid.length > 0) return { result: "paid", payments: paid };
			return { result: !inclusion.ok || isRefused(claim, logs) ? "reverted" : "skipped", payments: [] };
		}),
};
