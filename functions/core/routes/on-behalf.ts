import type { ClaimOn } from "../claim.ts";
import { outcomesBy, pushesGas, type RouteRules, words } from "./route-rules.ts";
import { isRefused, token, tokenFault } from "./token-calls.ts";

type ConsentedClaim = ClaimOn<"on-behalf">;
/** Reading the snapshots once, and what EIP-150 keeps back at the last push. */
const OVERHEAD_GAS = 120_000n;
const SNAPSHOT_GAS = 16_000n;
const ACCOUNT_GAS = 34_000n;

/** The token's `claimForMany`, for holders whose consent was checked here: the cheapest way, for one list of snapshots at a time. */
export const onBehalfRoute: RouteRules<ConsentedClaim> = {
	batchKey: (claim) => `on-behalf#${claim.token}#${sortedIds(claim).join()}`,
	claimGas: (claim) =>
		ACCOUNT_GAS +
		SNAPSHOT_GAS * BigInt(claim.snapshotIds.length) +
		pushesGas(claim.snapshotIds.length, claim.dueAssets.length),
	overheadGas: OVERHEAD_GAS,
	calldataBytes: () => words(1),
	payload(claims) {
		const [first] = claims;
		if (!first) throw new Error("a batch has at least one claim");
		return {
			to: first.token,
			data: token.encode("claimForMany", [claims.map(({ holder }) => holder), sortedIds(first)]),
			gasLimit: claims.reduce((sum, claim) => sum + onBehalfRoute.claimGas(claim), OVERHEAD_GAS),
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

const sortedIds = ({ snapshotIds }: ConsentedClaim): bigint[] =>
	snapshotIds.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
