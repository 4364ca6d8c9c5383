import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot, type SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";

/** What a snapshot costs at most, measured 68k to 119k. */
const SNAPSHOT_GAS = 150_000n;

/** Asks the token's policy whether a snapshot is due now, from what stands at `latest`. */
export async function snapshotVerdict(ports: Ports, token: Token): Promise<SnapshotVerdict> {
	const chain = ports.chain(token.chainId);
	const lanes = ports.lanes.filter((lane) => lane.chainId === token.chainId);
	const [state, head, market, ...open] = await Promise.all([
		ports.dialect(token).state("latest"),
		chain.block("latest"),
		chain.market(),
		...lanes.map((lane) => ports.store.lanes.open(lane.id)),
	]);
	// Before the first snapshot, revenue waits since the token was deployed.
	const sinceSec = state.lastSnapshotAtSec || (await chain.block(token.startBlock)).timestampSec;
	const ours = open
		.flat()
		.some((row) => row.purpose.kind === "snapshot" && row.purpose.tokenId === token.id && !row.attempts.at(-1)?.noop);
	return judgeSnapshot(token.snapshot, {
		pendingWei: state.pendingWei,
		supply: state.totalSupply,
		nextSnapshotAtSec: state.nextSnapshotAtSec,
		// It is mined in the next block at the earliest.
		blocksToWait: Math.max((state.nextSnapshotBlock ?? 0) - (head.number + 1), 0),
		lastSnapshotAtSec: sinceSec,
		tokenMinRevenueWei: state.minRevenueWei,
		// The token judges by its block's time, and a pending block's is later than the head's.
		nowSec: Math.max(head.timestampSec, Math.floor(ports.nowMs() / 1000)),
		gasCostWei: SNAPSHOT_GAS * (market.baseFeeWei + market.tipWei),
		unfinalised: ours,
	});
}
