import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { firstOpen, snapshotsFrom } from "./first-open.ts";

/** A snapshot whose end is near. */
export interface Ending {
	snapshotId: bigint;
	/** 0: it ends with the next snapshot. */
	expiresAtSec: number;
}

/** The snapshots whose end is near enough to be minded, the first to end first, however many are open; until `untilMs`. */
export async function* endingSoon(ports: Ports, token: Token, untilMs: number): AsyncGenerator<Ending> {
	const dialect = ports.dialect(token);
	const nowSec = ports.nowMs() / 1000;
	const isNear = (sec: number): boolean => sec - nowSec <= token.expiryNoticeSec;
	const { currentSnapshotId, nextSnapshotAtSec } = await dialect.state("latest");
	if (isNear(nextSnapshotAtSec))
		for (const snapshotId of dialect.expiring(currentSnapshotId)) yield { snapshotId, expiresAtSec: 0 };

	let first = await firstOpen(ports, token, untilMs);
	while (first !== undefined && ports.nowMs() < untilMs) {
		const page = await snapshotsFrom(dialect, first, currentSnapshotId);
		const near = page.filter(({ expiresAtSec }) => expiresAtSec > 0 && isNear(expiresAtSec));
		for (const { id, expiresAtSec } of near) if (expiresAtSec > nowSec) yield { snapshotId: id, expiresAtSec };
		// They end in the order in which they were taken.
		if (page.length === 0 || near.length < page.length) return;
		first += BigInt(page.length);
	}
}
