import { newExpiryWatch } from "../core/payout.ts";
import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot, type SnapshotFacts, type SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { sendChore } from "./send-chore.ts";
import { readSnapshotFacts } from "./snapshot-verdict.ts";
import { withLease } from "./with-lease.ts";

/** `force`: whatever the policy says, as far as the token allows it. `dryRun`: nothing is sent; the verdict and its facts are given. */
export interface SnapshotOptions {
	force?: boolean;
	dryRun?: boolean;
}
export type SnapshotResult =
	| { sent: true }
	| { sent: false; reason: string }
	| { sent: false; reason: "dry_run"; verdict: SnapshotVerdict; facts: SnapshotFacts };

/** Takes a snapshot of a token if its policy says so. That somebody else was first, or that it is too early, is normal. */
export async function takeSnapshot(
	ports: Ports,
	token: Token,
	{ force = false, dryRun = false }: SnapshotOptions = {},
): Promise<SnapshotResult> {
	if (dryRun) {
		const facts = await readSnapshotFacts(ports, token);
		return { sent: false, reason: "dry_run", verdict: judgeSnapshot(token.snapshot, facts, force), facts };
	}
	const leased = await withLease<SnapshotResult>(ports, `snapshot#${token.id}`, async () => {
		// Read first: what is judged is this snapshot or a later one, never an earlier one.
		const { currentSnapshotId } = await ports.dialect(token).state("latest");
		const verdict = judgeSnapshot(token.snapshot, await readSnapshotFacts(ports, token), force);
		if (!verdict.due && verdict.reasons.includes("claims_first")) await claimFirst(ports, token);
		if (!verdict.due) return { sent: false, reason: verdict.reason };
		return sendChore(ports, token.chainId, {
			kind: "snapshot",
			tokenId: token.id,
			snapshotId: currentSnapshotId + 1n,
		});
	});
	const result: SnapshotResult = leased.busy ? { sent: false, reason: "busy" } : leased.result;
	ports.log.info("snapshot_asked", { tokenId: token.id, force, ...result });
	return result;
}

/** Has payout mind what the snapshot would expire, and counts the time from now. */
async function claimFirst(ports: Ports, token: Token): Promise<void> {
	const dialect = ports.dialect(token);
	const { payouts } = ports.store;
	for (const id of dialect.expiring((await dialect.state("latest")).currentSnapshotId))
		if (!(await payouts.expiry(token.id, id))) await payouts.setExpiry(token.id, newExpiryWatch(id, ports.nowMs()));
	await ports.invoker.wake({ fn: "payout", tokenId: token.id });
}
