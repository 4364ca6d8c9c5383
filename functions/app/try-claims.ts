import type { Claim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import type { At } from "../core/ports/chain.ts";
import { rulesOf } from "../core/routes/rules-of.ts";
import type { LaneContext } from "./lane-context.ts";
import { staleAuthorizations } from "./stale-authorizations.ts";

export type TrialVerdict = "ok" | "unknown" | FaultCode;

/** For each claim whether it would succeed at that block, or why not; `unknown`: the node could not tell. */
export async function tryClaims(context: LaneContext, claims: readonly Claim[], at: At): Promise<TrialVerdict[]> {
	const [results, stale] = await Promise.all([
		context.chain.calls(
			claims.map((claim) => rulesOf(claim).trial(claim, context.address)),
			at,
		),
		staleAuthorizations(context, claims, at),
	]);
	return results.map((result, nth) => {
		const claim = claims[nth] as Claim;
		if (stale.has(claim.id)) return "bad_authorization";
		if (result.ok) return "ok";
		return result.reverted ? rulesOf(claim).trialFault(result.revertBytes) : "unknown";
	});
}
