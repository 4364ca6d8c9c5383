import type { ClaimOn } from "../claim.ts";
import { contractAccountGas, OVERHEAD_GAS } from "./claim-gas.ts";
import { bytesOf, outcomesBy, type RouteRules, words } from "./route-rules.ts";
import { isRefused, token, tokenFault } from "./token-calls.ts";

type ContractClaim = ClaimOn<"contract-account">;
const overheadGas = OVERHEAD_GAS["contract-account"];

const call = ({ consent, signature }: ContractClaim) =>
	token.encode("claimWithConsent", [consent.account, consent.ids, consent.deadlineSec, signature]);

/** A contract that holds the token, by its ERC-1271 consent: `claimWithConsent`, one transaction each. */
export const contractAccountRoute: RouteRules<ContractClaim> = {
	batchKey: (claim) => `contract-account#${claim.id}`,
	claimGas: (claim) => contractAccountGas(claim.snapshotIds.length, claim.dueAssets.length),
	overheadGas,
	calldataBytes: (claim) => words(6 + claim.snapshotIds.length) + bytesOf(claim.signature),
	payload(claims) {
		const [claim] = claims;
		if (!claim || claims.length > 1) throw new Error("a contract's consent is sent alone");
		return { to: claim.token, data: call(claim), gasLimit: overheadGas + contractAccountRoute.claimGas(claim) };
	},
	trial: (claim, lane) => ({
		from: lane,
		to: claim.token,
		data: call(claim),
		gas: overheadGas + contractAccountRoute.claimGas(claim),
	}),
	trialFault: tokenFault,
	outcomes: (claims, inclusion, logs, payments) =>
		outcomesBy(claims, inclusion, (claim) => {
			const paid = payments(claim, logs);
			if (paid.length > 0) return { result: "paid", payments: paid };
			return { result: !inclusion.ok || isRefused(claim, logs) ? "reverted" : "skipped", payments: [] };
		}),
};
