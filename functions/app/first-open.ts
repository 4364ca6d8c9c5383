import type { Dialect, Snapshot } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** Snapshots that are read at a time. */
const PAGE = 20n;

/**
 * The oldest of a token's snapshots that can still be claimed, by the time of its latest block; undefined: none can, they
 * don't end by time, or `untilMs` came first. What has ended is noted and not read again, so that a run needs one page
 * however many there were.
 */
export async function firstOpen(ports: Ports, token: Token, untilMs: number): Promise<bigint | undefined> {
	const { payouts } = ports.store;
	const dialect = ports.dialect(token);
	const [{ timestampSec }, [newest], noted = 1n] = await Promise.all([
		ports.chain(token.chainId).block("latest"),
		dialect.snapshots(1),
		payouts.firstOpen(token.id),
	]);
	if (!newest || newest.expiresAtSec === 0) return undefined;
	for (let first = noted; first <= newest.id && ports.nowMs() < untilMs; ) {
		const page = await snapshotsFrom(dialect, first, newest.id);
		if (page.length === 0) return undefined; // a node that is behind: seen by the next run
		const open = page.find(({ expiresAtSec }) => expiresAtSec >= timestampSec);
		const next = open?.id ?? first + BigInt(page.length);
		if (next > first) await payouts.setFirstOpen(token.id, next);
		if (open) return next;
		first = next;
	}
	return undefined;
}

/** A page of snapshots from that one on, oldest first. */
export async function snapshotsFrom(dialect: Dialect, first: bigint, newest: bigint): Promise<Snapshot[]> {
	const end = first + PAGE > newest + 1n ? newest + 1n : first + PAGE;
	return end <= first ? [] : (await dialect.snapshots(Number(end - first), end)).toReversed();
}
