import type { Claim } from "../core/claim.ts";
import { delegateOf } from "../core/eip7702.ts";
import type { Hex } from "../core/hex.ts";
import type { At } from "../core/ports/chain.ts";
import type { LaneContext } from "./lane-context.ts";

/** The claims whose EIP-7702 authorization the chain would pass over: the account's nonce went on, or it delegates elsewhere. */
export async function staleAuthorizations({ chain }: LaneContext, claims: readonly Claim[], at: At): Promise<Set<Hex>> {
	const stale = await Promise.all(
		claims.map(async (claim): Promise<Hex[]> => {
			if (claim.route !== "mandate" || !claim.authorization) return [];
			const [code, nonce] = await Promise.all([chain.code(claim.holder), chain.nonce(claim.holder, at)]);
			if (delegateOf(code) === claim.delegate) return []; // it is in force already
			return code === "0x" && nonce === claim.authorization.nonce ? [] : [claim.id];
		}),
	);
	return new Set(stale.flat());
}
