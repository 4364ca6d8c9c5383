import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { isChoreWanted } from "./chore-call.ts";
import type { LaneContext } from "./lane-context.ts";
import { tryClaims } from "./try-claims.ts";

/**
 * Whether an unmined row would do nothing any more: somebody else did the chore, or paid every claim. Asked at
 * `latest`, since `pending` may hold the row itself.
 */
export async function isPointless(ports: Ports, context: LaneContext, row: Transaction): Promise<boolean> {
	const { purpose } = row;
	if (purpose.kind === "noop") return false;
	if (purpose.kind !== "claims") return !(await isChoreWanted(ports, context.chain.chainId, context.address, purpose));
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	const verdicts = await tryClaims(context, claims, "latest");
	return verdicts.every((verdict) => verdict !== "ok" && verdict !== "unknown");
}
