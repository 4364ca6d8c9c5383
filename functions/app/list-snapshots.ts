import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";
import type { Page } from "./list-inflows.ts";

/** A token's snapshots as the chain has them at `latest`, newest first; `after` is a snapshot id. */
export async function listSnapshots(ports: Ports, tokenId: string, { limit, after }: Page) {
	const before = after === undefined ? undefined : BigInt(after);
	const snapshots = await ports.dialect(findToken(ports, tokenId)).snapshots(limit, before);
	const last = snapshots.at(-1);
	return { snapshots, ...(last && last.id > 1n ? { next: last.id.toString() } : {}) };
}
