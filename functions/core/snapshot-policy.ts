/** When a snapshot is worth taking; the stage file's `snapshot` of a token. */
export interface SnapshotPolicy {
	minRevenueWei: bigint;
	/** Take it whatever the revenue's worth once this long has passed since the last one. */
	maxWaitSec: number;
	/** Revenue must be this many times the snapshot's gas cost. */
	minRevenuePerGasCost: number;
}
/** What the policy looks at, read at `latest`. */
export interface SnapshotFacts {
	pendingWei: bigint;
	supply: bigint;
	nextSnapshotAtSec: number;
	/** Blocks that have to come before the one that may hold a snapshot, where the token counts blocks. */
	blocksToWait: number;
	/** 0: there was none, and nobody knows since when revenue waits. */
	lastSnapshotAtSec: number;
	/** The token's own minimum, below which it reverts. */
	tokenMinRevenueWei: bigint;
	nowSec: number;
	gasCostWei: bigint;
	/** Our own last snapshot is not final yet. */
	unfinalised: boolean;
}
export type SnapshotVerdict =
	| { due: true }
	| {
			due: false;
			reason: "unfinalised" | "too_early" | "no_revenue" | "no_supply" | "below_minimum" | "not_worth_gas";
	  };

/** Whether to take a snapshot now; the first reason against it, else yes. */
export function judgeSnapshot(policy: SnapshotPolicy, facts: SnapshotFacts): SnapshotVerdict {
	const no = (reason: Extract<SnapshotVerdict, { due: false }>["reason"]): SnapshotVerdict => ({ due: false, reason });
	if (facts.unfinalised) return no("unfinalised");
	if (facts.nowSec < facts.nextSnapshotAtSec || facts.blocksToWait > 0) return no("too_early");
	if (facts.pendingWei === 0n) return no("no_revenue"); // an empty snapshot expires claims on some dialects
	if (facts.supply === 0n) return no("no_supply");
	if (facts.pendingWei < facts.tokenMinRevenueWei) return no("below_minimum");
	const waitedSec = facts.lastSnapshotAtSec === 0 ? 0 : facts.nowSec - facts.lastSnapshotAtSec;
	if (waitedSec >= policy.maxWaitSec) return { due: true };
	if (facts.pendingWei < policy.minRevenueWei) return no("below_minimum");
	if (facts.pendingWei < facts.gasCostWei * BigInt(policy.minRevenuePerGasCost)) return no("not_worth_gas");
	return { due: true };
}
