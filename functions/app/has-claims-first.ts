import { isLapsed } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { openClaims } from "./open-claims.ts";

const DAY_MS = 86_400_000;
/** Claims that are read at a time. */
const PAGE = 100;

/**
 * Whether the next snapshot would expire what is being claimed: until it is told who would lose, the mandates were gone
 * through once more since the snapshot asked for that, and no claim is on its way. For at most a day since it asked first:
 * a claim that can't be paid holds no snapshot up for good.
 */
export async function hasClaimsFirst(ports: Ports, token: Token, currentSnapshotId: bigint): Promise<boolean> {
	const ending = ports.dialect(token).expiring(currentSnapshotId);
	const held = await Promise.all(ending.map((id) => isWaitedFor(ports, token, id)));
	return held.includes(true);
}

/** That nothing but such claims speaks against a snapshot. */
export const waitsForClaims = (verdict: SnapshotVerdict): boolean =>
	!verdict.due && verdict.reasons.every((reason) => reason === "claims_first");

async function isWaitedFor(ports: Ports, token: Token, snapshotId: bigint): Promise<boolean> {
	const { payouts } = ports.store;
	const [watch, hold] = await Promise.all([payouts.expiry(token.id, snapshotId), payouts.hold(token.id, snapshotId)]);
	if (!hold) return true; // it has not asked yet
	if (ports.nowMs() - hold.sinceMs >= DAY_MS) return false;
	if (watch?.phase !== "done" || (watch.claimedAtMs ?? 0) < hold.askedMs) return true;
	const lanes = ports.lanes.filter(({ chainId }) => chainId === token.chainId);
	const claims = await Promise.all(lanes.map(({ id }) => openClaims(ports, id, PAGE)));
	return claims
		.flat()
		.filter(({ tokenId, snapshotIds }) => tokenId === token.id && snapshotIds.includes(snapshotId))
		.some((claim) => claim.state !== "accepted" || !isLapsed(claim, ports.nowMs()));
}
