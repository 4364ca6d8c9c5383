import { ascending } from "../ascending.ts";
import type { ClaimOn } from "../claim.ts";
import { OVERHEAD_GAS, onBehalfGas } from "./claim-gas.ts";
import { outcomesBy, type RouteRules, words } from "./route-rules.ts";
import { isRefused, token, tokenFault } from "./token-calls.ts";

type ConsentedClaim = ClaimOn<"on-behalf">;

/** The token's `claimForMany`, for holders whose consent was checked here: the cheapest way, for one list of snapshots at a time. */
export const onBehalfRoute: RouteRules<ConsentedClaim> = {
	batchKey: (claim) => `on-behalf#${claim.token}#${sortedIds(claim).join()}`,
	claimGas: (claim) => onBehalfGas(claim.snapshotIds.length, claim.dueAssets.length),
	overheadGas: OVERHEAD_GAS["on-behalf"],
	calldataBytes: () => words(1),
	payload(claims) {
		const [first] = claims;
		if (!first) throw new Error("a batch has at least one claim");
		return {
			to: first.token,
			data: token.encode("claimForMany", [claims.map(({ holder }) => holder), sortedIds(first)]),
			gasLimit: claims.reduce((sum, claim) => sum + onBehalfRoute.claimGas(claim), onBehalfRoute.overheadGas),
		};
	},
	// `claimFor` reverts where `claimForMany` passes an account over. It gets the claim's own gas and not the batch's: a holder
	// who has made his claims dear (a long history, far-off snapshots) must not take what the others' need.
	trial: (claim, lane) => ({
		from: lane,
		to: claim.token,
		data: token.encode("claimFor", [claim.holder, sortedIds(claim)]),
		gas: 21_000n + onBehalfRoute.claimGas(claim),
	}),
	trialFault: tokenFault,
	outcomes: (claims, inclusion, logs, payments) =>
		outcomesBy(claims, inclusion, (claim) => {
			const paid = payments(claim, logs);
			if (paid.length > 0) return { result: "paid", payments: paid };
			return { result: isRefused(claim, logs) ? "reverted" : "skipped", payments: [] };
		}),
};

const sortedIds = ({ snapshotIds }: ConsentedClaim): bigint[] => snapshotIds.toSorted(ascending);
