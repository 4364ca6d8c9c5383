import type { Claim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import type { At, Call, CallResult } from "../core/ports/chain.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import { readTrials, trialsCall } from "../core/trials.ts";
import type { LaneContext } from "./lane-context.ts";
import { staleAuthorizations } from "./stale-authorizations.ts";

export type TrialVerdict = "ok" | "unknown" | FaultCode;

/** For each claim whether it would succeed at that block, or why not; `unknown`: the node could not tell. */
export async function tryClaims(context: LaneContext, claims: readonly Claim[], at: At): Promise<TrialVerdict[]> {
	const calls = claims.map((claim) => rulesOf(claim).trial(claim, context.address));
	const [results, stale] = await Promise.all([runTrials(context, calls, at), staleAuthorizations(context, claims, at)]);
	return results.map((result, nth) => {
		const claim = claims[nth] as Claim;
		if (stale.has(claim.id)) return "bad_authorization";
		if (result.ok) return "ok";
		return result.reverted ? rulesOf(claim).trialFault(result.revertBytes) : "unknown";
	});
}

/** All in one request; one by one where a node knows no state override, or can't give so much gas. */
async function runTrials({ chain, address }: LaneContext, calls: readonly Call[], at: At): Promise<CallResult[]> {
	if (calls.length > 1) {
		const [together] = await chain.calls([trialsCall(calls, address)], at);
		const results = readTrials(together);
		if (results?.length === calls.length) return results;
	}
	return chain.calls(calls, at);
}
