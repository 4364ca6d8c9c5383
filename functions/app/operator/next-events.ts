import type { Dialect, Snapshot } from "../../core/ports/dialect.ts";
import type { Ports } from "../../core/ports/ports.ts";
import type { Token } from "../../core/stage.ts";

/** Snapshots that are read at a time. */
const PAGE = 20;

export interface NextEvent {
	atSec: number;
	kind: "snapshot_possible" | "snapshot_by_max_wait" | "snapshot_expires";
	tokenId: string;
	snapshotId?: bigint;
}

/** What a token's clock will bring: its next snapshot at the earliest and at the latest, and what expires next. */
export async function nextEvents(ports: Ports, token: Token): Promise<NextEvent[]> {
	const dialect = ports.dialect(token);
	const nowSec = Math.floor(ports.nowMs() / 1000);
	const [state, ending] = await Promise.all([dialect.state("latest"), firstToEnd(dialect, nowSec)]);
	const tokenId = token.id;
	const byPolicySec = state.lastSnapshotAtSec + token.snapshot.maxWaitSec;
	const events: NextEvent[] = [
		{ atSec: state.nextSnapshotAtSec, kind: "snapshot_possible", tokenId },
		...(state.lastSnapshotAtSec > 0 ? [{ atSec: byPolicySec, kind: "snapshot_by_max_wait" as const, tokenId }] : []),
		...(ending
			? [{ atSec: ending.expiresAtSec, kind: "snapshot_expires" as const, tokenId, snapshotId: ending.id }]
			: []),
	];
	return events.filter(({ atSec }) => atSec > nowSec);
}

/** The oldest snapshot that ends by time and has not: they end in the order in which they were taken. */
async function firstToEnd(dialect: Dialect, nowSec: number): Promise<Snapshot | undefined> {
	let oldest: Snapshot | undefined;
	for (;;) {
		const page = await dialect.snapshots(PAGE, oldest?.id);
		const open = page.filter(({ expiresAtSec }) => expiresAtSec > nowSec);
		oldest = open.at(-1) ?? oldest;
		if (open.length < PAGE) return oldest;
	}
}
