import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot, type SnapshotFacts, type SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { waitsForClaims } from "./has-claims-first.ts";
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
		if (!verdict.due) {
			await hold(ports, token, currentSnapshotId, verdict);
			return { sent: false, reason: verdict.reason };
		}
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

/**
 * Has payout go through the mandates of what the snapshot would expire, and counts for how long it waits for that. While the
 * token is stopped nobody can be paid, so the time counts from when it goes on.
 */
async function hold(ports: Ports, token: Token, currentSnapshotId: bigint, verdict: SnapshotVerdict): Promise<void> {
	const isPaused = !verdict.due && verdict.reasons.includes("paused");
	if (!isPaused && !waitsForClaims(verdict)) return;
	const { payouts } = ports.store;
	const askedMs = ports.nowMs();
	for (const snapshotId of ports.dialect(token).expiring(currentSnapshotId)) {
		const known = await payouts.hold(token.id, snapshotId);
		if (isPaused && !known) continue;
		const sinceMs = isPaused ? askedMs : (known?.sinceMs ?? askedMs);
		await payouts.setHold(token.id, { snapshotId, sinceMs, askedMs });
	}
	if (!isPaused) await ports.invoker.wake({ fn: "payout", tokenId: token.id });
}
