import type { Outcome } from "../core/claim.ts";
import type { Hex } from "../core/hex.ts";
import type { Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { outcomesOf } from "../core/routes/rules-of.ts";
import { paymentsOf } from "../core/routes/token-calls.ts";
import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/** What a row's transaction did for each claim that it carries, from its events. */
export async function outcomesIn(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ logs, ...inclusion }: Receipt,
): Promise<Map<Hex, Outcome>> {
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	return outcomesOf(claims, inclusion, logs, (claim, mine) => {
		const token = context.token(claim.tokenId);
		// A token that the stage file no longer names: its open claims still have to end.
		return token ? ports.dialect(token).paymentsIn(claim, mine) : paymentsOf(claim, mine);
	});
}
