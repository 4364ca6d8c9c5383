import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";
import { tryClaims } from "./try-claims.ts";

/**
 * Whether an unmined row would do nothing any more: somebody else took the snapshot, or paid every claim. Asked at
 * `latest`, since `pending` may hold the row itself.
 */
export async function isPointless(ports: Ports, context: LaneContext, row: Transaction): Promise<boolean> {
	const { purpose } = row;
	if (purpose.kind === "snapshot") {
		const token = context.token(purpose.tokenId);
		if (!token) return true;
		const { to, data } = ports.dialect(token).snapshotCall();
		const [result] = await context.chain.calls([{ from: context.address, to, data }], "latest");
		return result !== undefined && !result.ok && result.reverted;
	}
	if (purpose.kind !== "claims") return false;
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	const verdicts = await tryClaims(context, claims, "latest");
	return verdicts.every((verdict) => verdict !== "ok" && verdict !== "unknown");
}
