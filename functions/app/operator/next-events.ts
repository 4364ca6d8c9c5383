import type { Ports } from "../../core/ports/ports.ts";
import type { Token } from "../../core/stage.ts";

/** Snapshots whose expiry is looked up. */
const SNAPSHOTS = 20;

export interface NextEvent {
	atSec: number;
	kind: "snapshot_possible" | "snapshot_by_max_wait" | "snapshot_expires";
	tokenId: string;
	snapshotId?: bigint;
}

/** What a token's clock will bring: its next snapshot at the earliest and at the latest, and what expires next. */
export async function nextEvents(ports: Ports, token: Token): Promise<NextEvent[]> {
	const dialect = ports.dialect(token);
	const [state, snapshots] = await Promise.all([dialect.state("latest"), dialect.snapshots(SNAPSHOTS)]);
	const tokenId = token.id;
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const byPolicySec = state.lastSnapshotAtSec + token.snapshot.maxWaitSec;
	const events: NextEvent[] = [
		{ atSec: state.nextSnapshotAtSec, kind: "snapshot_possible", tokenId },
		...(state.lastSnapshotAtSec > 0 ? [{ atSec: byPolicySec, kind: "snapshot_by_max_wait" as const, tokenId }] : []),
		...snapshots
			.filter(({ expiresAtSec }) => expiresAtSec > nowSec)
			.sort((a, b) => a.expiresAtSec - b.expiresAtSec)
			.slice(0, 1)
			.map(({ id, expiresAtSec }) => ({
				atSec: expiresAtSec,
				kind: "snapshot_expires" as const,
				tokenId,
				snapshotId: id,
			})),
	];
	return events.filter(({ atSec }) => atSec > nowSec);
}
