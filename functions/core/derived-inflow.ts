import type { TokenReading } from "./inflow.ts";

/** Burns round in the token's favour, by some wei each. */
const ROUNDING_WEI = 10_000n;

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** A token at the block before its deployment. */
export const nothingYet = (blockNumber: number): TokenReading => ({
	blockNumber,
	snapshotId: 0n,
	pendingWei: 0n,
	balanceWei: 0n,
	supply: 0n,
});

/**
 * The wei that have arrived between two readings, at least. Exact when no snapshot was taken between them and nobody
 * burned; also exact for the one block of a snapshot in which nobody claimed or burned.
 * `burnersShare`: a burner is paid his part of pending revenue, too. `sentWei`: so much was seen to arrive.
 */
export function arrivedWei(before: TokenReading, after: TokenReading, burnersShare: boolean, sentWei = 0n): bigint {
	// Claims and burns only lower the balance.
	const byBalance = larger(after.balanceWei - before.balanceWei, sentWei);
	if (before.snapshotId !== after.snapshotId) return larger(byBalance, after.pendingWei);
	// While nobody held the token, what was pending could not be told, and what it held was booked by its balance.
	const pendingWei = before.supply === 0n ? before.balanceWei : before.pendingWei;
	const byPending = larger(byBalance, after.pendingWei - pendingWei);
	if (!burnersShare || after.supply >= before.supply) return byPending;
	// Who burns a part of the supply takes the same part of what is pending.
	const left = (before.pendingWei * after.supply) / before.supply;
	return larger(byPending, after.pendingWei - left - ROUNDING_WEI);
}
