import type { PendingAsset } from "./ports/dialect.ts";

/** When a snapshot is worth taking; the stage file's `snapshot` of a token. */
export interface SnapshotPolicy {
	/** ETH and ERC-20s together, as the stage file prices them. */
	minRevenueWei: bigint;
	/** Take it whatever the revenue's worth once this long has passed since the last one. */
	maxWaitSec: number;
	/** Revenue must be this many times the snapshot's gas cost. */
	minRevenuePerGasCost: number;
	/** What a unit of gas may cost. */
	gasPriceCapWei?: bigint | undefined;
	/** None is taken outside of it, until the longest wait is over. */
	window?: object | undefined;
}
/** What the policy looks at, read at `latest`. */
export interface SnapshotFacts {
	pendingWei: bigint;
	/** ERC-20s of which something is pending. */
	pendingAssets: PendingAsset[];
	/** What is pending of all is worth; an ERC-20 without a price nothing. */
	worthWei: bigint;
	supply: bigint;
	nextSnapshotAtSec: number;
	/** Blocks that have to come before the one that may hold a snapshot, where the token counts blocks. */
	blocksToWait?: number;
	/** 0: there was none, and nobody knows since when revenue waits. */
	lastSnapshotAtSec: number;
	/** The token's own minimum of ETH; it reverts when neither ETH nor an ERC-20 has its minimum. */
	tokenMinRevenueWei: bigint;
	nowSec: number;
	gasPriceWei: bigint;
	gasCostWei: bigint;
	/** The policy's window is open, or it has none. */
	inWindow: boolean;
	/** When the window was open last, while it is shut. */
	shutWindow?: { openedSec: number; shutSec: number };
	/** Our own last snapshot is not final yet. */
	unfinalised: boolean;
	/** The operator has stopped the token. */
	paused: boolean;
	/** It would expire what is being claimed first. */
	claimsFirst: boolean;
	/** Our last ones left as much pending as they were taken for: the token may say what it likes. */
	closedNothing: boolean;
}
/** Against every snapshot: it is stopped, the token would refuse it, or it would harm. */
const NEVER = ["paused", "unfinalised", "too_early", "no_revenue", "no_supply", "below_token_minimum"] as const;
/** Against one that would expire what holders are still owed, or that may bring as little as those before, unless it is forced. */
const UNLESS_FORCED = ["claims_first", "closed_nothing"] as const;
/** Against one by the policy, until its longest wait is over. */
const NOT_YET = ["below_minimum", "outside_window", "gas_price", "not_worth_gas"] as const;
export type SnapshotReason = (typeof NEVER)[number] | (typeof UNLESS_FORCED)[number] | (typeof NOT_YET)[number];
export type SnapshotVerdict = { due: true } | { due: false; reason: SnapshotReason; reasons: SnapshotReason[] };

/** Whether to take a snapshot now, or everything that speaks against it; by `force` only what no policy can overrule. */
export function judgeSnapshot(policy: SnapshotPolicy, facts: SnapshotFacts, force = false): SnapshotVerdict {
	const { pendingWei, pendingAssets, worthWei, nowSec, gasPriceWei } = facts;
	const waitedSec = facts.lastSnapshotAtSec === 0 ? 0 : nowSec - facts.lastSnapshotAtSec;
	const against: Record<SnapshotReason, boolean> = {
		paused: facts.paused,
		unfinalised: facts.unfinalised,
		too_early: nowSec < facts.nextSnapshotAtSec || (facts.blocksToWait ?? 0) > 0,
		no_revenue: pendingWei === 0n && pendingAssets.length === 0, // an empty snapshot expires claims on some dialects
		no_supply: facts.supply === 0n,
		below_token_minimum:
			pendingWei < facts.tokenMinRevenueWei && pendingAssets.every(({ amount, minimum }) => amount < minimum),
		claims_first: facts.claimsFirst,
		closed_nothing: facts.closedNothing,
		below_minimum: worthWei < policy.minRevenueWei,
		outside_window: !facts.inWindow,
		gas_price: policy.gasPriceCapWei !== undefined && gasPriceWei > policy.gasPriceCapWei,
		not_worth_gas: worthWei < facts.gasCostWei * BigInt(policy.minRevenuePerGasCost),
	};
	const isOverruled = force || waitedSec >= policy.maxWaitSec;
	const asked = [...NEVER, ...(force ? [] : UNLESS_FORCED), ...(isOverruled ? [] : NOT_YET)];
	const reasons = asked.filter((reason) => against[reason]);
	const [reason] = reasons;
	return reason ? { due: false, reason, reasons } : { due: true };
}

/** So long a snapshot may be due without anybody being told; at the end of a window, so long before it shuts. */
const LATE_SEC = 3_600;
const LATE_IN_WINDOW_SEC = 600;

/** Whether a snapshot would be taken now if the policy's window were open. */
export const isWanted = (policy: SnapshotPolicy, facts: SnapshotFacts): boolean =>
	judgeSnapshot(policy, { ...facts, inWindow: true }).due;

/**
 * Since when a snapshot is late that is wanted since `wantedSec`: the window shut without it, or it has been due for an
 * hour and nobody took it. Undefined: it is not.
 */
export function lateSince(policy: SnapshotPolicy, facts: SnapshotFacts, wantedSec: number): number | undefined {
	const { shutWindow, lastSnapshotAtSec, nowSec } = facts;
	const byWaitSec = lastSnapshotAtSec + policy.maxWaitSec;
	const isOverWait = lastSnapshotAtSec > 0 && nowSec - Math.max(wantedSec, byWaitSec) >= LATE_SEC;
	if (!policy.window) return nowSec - wantedSec >= LATE_SEC ? wantedSec : undefined;
	if (isOverWait) return Math.max(wantedSec, byWaitSec);
	if (!shutWindow || lastSnapshotAtSec >= shutWindow.openedSec) return undefined;
	const { openedSec, shutSec } = shutWindow;
	return wantedSec <= Math.max(openedSec, shutSec - LATE_IN_WINDOW_SEC) ? shutSec : undefined;
}
