import type { Address } from "../../core/hex.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { findToken } from "../find-token.ts";
import { speaking } from "./read-ground.ts";

/** A page of the stored ledger, newest first, and how far it reaches. */
export async function readLedger(ports: Ports, given: { tokenId: string; limit: number; after?: string }) {
	const { id } = findToken(ports, given.tokenId);
	const [cursor, page] = await Promise.all([
		ports.store.ledger.cursor(id),
		ports.store.ledger.inflows(id, given.limit, given.after),
	]);
	if (!cursor) return page;
	const { blockNumber, blockHash, inflowCount } = cursor;
	const totals = Object.entries(cursor.totals).map(([asset, amount]) => ({ asset: asset as Address, amount }));
	return { ...page, cursor: { blockNumber, blockHash, inflowCount, totals } };
}

/** Revenue as the chain tells it now, of as much of the range's beginning as one step reads. */
export async function readInflows(ports: Ports, given: { tokenId: string; fromBlock: number; toBlock: number }) {
	// What has no events was derived range by range, as it was watched: another walk gives other rows.
	const token = await speaking(ports, given.tokenId);
	const { inflows, lastBlock } = await ports.dialect(token).inflows(given.fromBlock, given.toBlock);
	return { inflows, lastBlock };
}
