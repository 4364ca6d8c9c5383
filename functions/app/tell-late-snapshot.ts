import type { Ports } from "../core/ports/ports.ts";
import { isWanted, lateSince, type SnapshotFacts } from "../core/snapshot-policy.ts";
import type { Token } from "../core/stage.ts";

/** Tells, once, of a snapshot that the policy wants and that nobody takes: its window shut without it, or it is long due. */
export async function tellLateSnapshot(ports: Ports, token: Token, facts: SnapshotFacts): Promise<void> {
	const { notices } = ports.store;
	const trouble = `token/${token.id}/snapshot`;
	if (!isWanted(token.snapshot, facts)) return notices.end(trouble);
	const wantedSec = Math.floor((await notices.begin(trouble, 1_000 * facts.nowSec)) / 1_000);
	const sinceSec = lateSince(token.snapshot, facts, wantedSec);
	if (sinceSec === undefined) return;
	const { pendingWei, worthWei, lastSnapshotAtSec } = facts;
	const pendingAssets = facts.pendingAssets.map(({ asset, amount }) => ({ asset, amount }));
	ports.log.warn("snapshot_late", { tokenId: token.id, sinceSec, pendingWei, worthWei });
	const found = { sinceSec, pendingWei, pendingAssets, lastSnapshotAtSec };
	await ports.notifier.notify({ kind: "snapshot.late", tokenId: token.id, ...found });
}
