import { choreName, isResting } from "../core/chore-standing.ts";
import { shutWindow } from "../core/cron-window.ts";
import type { Ports } from "../core/ports/ports.ts";
import { judgeSnapshot, type SnapshotFacts, type SnapshotVerdict } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";
import { worthWei } from "../core/worth.ts";
import { hasClaimsFirst } from "./has-claims-first.ts";
import { openChores } from "./open-chores.ts";
import { readPauses } from "./read-pauses.ts";

/** What a snapshot costs at most, measured 68k to 119k, and for each ERC-20 with revenue 45k to 62k more. */
const SNAPSHOT_GAS = 150_000n;
const ASSET_GAS = 63_000n;
/** Its calldata. */
export const SNAPSHOT_BYTES = 4;

/** What a token's policy looks at, as it stands at `latest`. */
export async function readSnapshotFacts(ports: Ports, token: Token): Promise<SnapshotFacts> {
	const chain = ports.chain(token.chainId);
	const [state, head, { baseFeeWei, tipWei }, dataFeeWei, ours, stopped, standing] = await Promise.all([
		ports.dialect(token).state("latest"),
		chain.block("latest"),
		chain.market(),
		chain.dataFeeWei(SNAPSHOT_BYTES),
		openChores(ports, token.chainId, { kind: "snapshot", tokenId: token.id }),
		readPauses(ports),
		ports.store.chores.standing(choreName({ kind: "snapshot", tokenId: token.id })),
	]);
	// The token judges by its block's time, and a pending block's is later than the head's.
	const nowSec = Math.max(head.timestampSec, Math.floor(ports.nowMs() / 1000));
	const { window } = token.snapshot;
	const shut = window && shutWindow(window, nowSec);
	return {
		pendingWei: state.pendingWei,
		pendingAssets: state.pendingAssets,
		worthWei: worthWei(state.pendingWei, state.pendingAssets, token.prices),
		supply: state.totalSupply,
		nextSnapshotAtSec: state.nextSnapshotAtSec,
		// It is mined in the next block at the earliest.
		blocksToWait: Math.max((state.nextSnapshotBlock ?? 0) - (head.number + 1), 0),
		// Before the first snapshot, revenue waits since the token was deployed.
		lastSnapshotAtSec: state.lastSnapshotAtSec || (await chain.block(token.startBlock)).timestampSec,
		tokenMinRevenueWei: state.minRevenueWei,
		nowSec,
		gasPriceWei: baseFeeWei + tipWei,
		gasCostWei: (SNAPSHOT_GAS + ASSET_GAS * BigInt(state.pendingAssets.length)) * (baseFeeWei + tipWei) + dataFeeWei,
		inWindow: !shut,
		...(shut ? { shutWindow: shut } : {}),
		unfinalised: ours.length > 0,
		paused: stopped.token(token),
		closedNothing: isResting(standing, ports.nowMs()),
		claimsFirst: await hasClaimsFirst(ports, token, state.currentSnapshotId),
	};
}

/** Asks the token's policy whether a snapshot is due now. */
export const snapshotVerdict = async (ports: Ports, token: Token): Promise<SnapshotVerdict> =>
	judgeSnapshot(token.snapshot, await readSnapshotFacts(ports, token));
