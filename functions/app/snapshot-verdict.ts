import { isInWindow } from "../core/cron-window.ts";
import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot, type SnapshotFacts, type SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { openChores } from "./open-chores.ts";
import { readPauses } from "./read-pauses.ts";

/** What a snapshot costs at most, measured 68k to 119k. */
const SNAPSHOT_GAS = 150_000n;
const DAY_MS = 86_400_000;
/** Its calldata. */
export const SNAPSHOT_BYTES = 4;

/** What a token's policy looks at, as it stands at `latest`. */
export async function readSnapshotFacts(ports: Ports, token: Token): Promise<SnapshotFacts> {
	const chain = ports.chain(token.chainId);
	const [state, head, { baseFeeWei, tipWei }, dataFeeWei, ours, stopped] = await Promise.all([
		ports.dialect(token).state("latest"),
		chain.block("latest"),
		chain.market(),
		chain.dataFeeWei(SNAPSHOT_BYTES),
		openChores(ports, token.chainId, { kind: "snapshot", tokenId: token.id }),
		readPauses(ports),
	]);
	// The token judges by its block's time, and a pending block's is later than the head's.
	const nowSec = Math.max(head.timestampSec, Math.floor(ports.nowMs() / 1000));
	const { window } = token.snapshot;
	return {
		pendingWei: state.pendingWei,
		supply: state.totalSupply,
		nextSnapshotAtSec: state.nextSnapshotAtSec,
		// It is mined in the next block at the earliest.
		blocksToWait: Math.max((state.nextSnapshotBlock ?? 0) - (head.number + 1), 0),
		// Before the first snapshot, revenue waits since the token was deployed.
		lastSnapshotAtSec: state.lastSnapshotAtSec || (await chain.block(token.startBlock)).timestampSec,
		tokenMinRevenueWei: state.minRevenueWei,
		nowSec,
		gasPriceWei: baseFeeWei + tipWei,
		gasCostWei: SNAPSHOT_GAS * (baseFeeWei + tipWei) + dataFeeWei,
		inWindow: !window || isInWindow(window, nowSec),
		unfinalised: ours.length > 0,
		paused: stopped.token(token),
		claimsFirst: await hasClaimsFirst(ports, token, state.currentSnapshotId),
	};
}

/** For at most a day after their end was first minded: a claim that can't be paid holds no snapshot up for good. */
async function hasClaimsFirst(ports: Ports, token: Token, currentSnapshotId: bigint): Promise<boolean> {
	const ending = ports.dialect(token).expiring(currentSnapshotId);
	const watches = await Promise.all(ending.map((id) => ports.store.payouts.expiry(token.id, id)));
	return watches.some((watch) => watch?.phase !== "done" && ports.nowMs() - (watch?.sinceMs ?? ports.nowMs()) < DAY_MS);
}

/** Asks the token's policy whether a snapshot is due now. */
export const snapshotVerdict = async (ports: Ports, token: Token): Promise<SnapshotVerdict> =>
	judgeSnapshot(token.snapshot, await readSnapshotFacts(ports, token));
