/** When a snapshot is worth taking; the stage file's `snapshot` of a token. */
export interface SnapshotPolicy {
	minRevenueWei: bigint;
	/** Take it whatever the revenue's worth once this long has passed since the last one. */
	maxWaitSec: number;
	/** Revenue must be this many times the snapshot's gas cost. */
	minRevenuePerGasCost: number;
	/** What a unit of gas may cost. */
	gasPriceCapWei?: bigint | undefined;
}
/** What the policy looks at, read at `latest`. */
export interface SnapshotFacts {
	pendingWei: bigint;
	supply: bigint;
	nextSnapshotAtSec: number;
	/** Blocks that have to come before the one that may hold a snapshot, where the token counts blocks. */
	blocksToWait?: number;
	/** 0: there was none, and nobody knows since when revenue waits. */
	lastSnapshotAtSec: number;
	/** The token's own minimum, below which it reverts. */
	tokenMinRevenueWei: bigint;
	nowSec: number;
	gasPriceWei: bigint;
	gasCostWei: bigint;
	/** The policy's window is open, or it has none. */
	inWindow: boolean;
	/** Our own last snapshot is not final yet. */
	unfinalised: boolean;
	/** The operator has stopped the token. */
	paused: boolean;
	/** It would expire what is being claimed first. */
	claimsFirst: boolean;
}
/** Against every snapshot: it is stopped, the token would refuse it, or it would harm. */
const NEVER = ["paused", "unfinalised", "too_early", "no_revenue", "no_supply", "below_token_minimum"] as const;
/** Against one that would expire what holders are still owed, unless it is forced. */
const UNLESS_FORCED = ["claims_first"] as const;
/** Against one by the policy, until its longest wait is over. */
const NOT_YET = ["below_minimum", "outside_window", "gas_price", "not_worth_gas"] as const;
export type SnapshotReason = (typeof NEVER)[number] | (typeof UNLESS_FORCED)[number] | (typeof NOT_YET)[number];
export type SnapshotVerdict = { due: true } | { due: false; reason: SnapshotReason; reasons: SnapshotReason[] };

/** Whether to take a snapshot now, or everything that speaks against it; by `force` only what no policy can overrule. */
export function judgeSnapshot(policy: SnapshotPolicy, facts: SnapshotFacts, force = false): SnapshotVerdict {
	const { pendingWei, nowSec, gasPriceWei } = facts;
	const waitedSec = facts.lastSnapshotAtSec === 0 ? 0 : nowSec - facts.lastSnapshotAtSec;
	const against: Record<SnapshotReason, boolean> = {
		paused: facts.paused,
		unfinalised: facts.unfinalised,
		too_early: nowSec < facts.nextSnapshotAtSec || (facts.blocksToWait ?? 0) > 0,
		no_revenue: pendingWei === 0n, // an empty snapshot expires claims on some dialects
		no_supply: facts.supply === 0n,
		below_token_minimum: pendingWei < facts.tokenMinRevenueWei,
		claims_first: facts.claimsFirst,
		below_minimum: pendingWei < policy.minRevenueWei,
		outside_window: !facts.inWindow,
		gas_price: policy.gasPriceCapWei !== undefined && gasPriceWei > policy.gasPriceCapWei,
		not_worth_gas: pendingWei < facts.gasCostWei * BigInt(policy.minRevenuePerGasCost),
	};
	const isOverruled = force || waitedSec >= policy.maxWaitSec;
	const asked = [...NEVER, ...(force ? [] : UNLESS_FORCED), ...(isOverruled ? [] : NOT_YET)];
	const reasons = asked.filter((reason) => against[reason]);
	const [reason] = reasons;
	return reason ? { due: false, reason, reasons } : { due: true };
}
