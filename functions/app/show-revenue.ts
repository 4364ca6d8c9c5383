import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";

interface Page {
	limit: number;
	after?: string | undefined;
}

/** A token's revenue and payouts by snapshot, newest first, up to a finalised block. */
export async function showRevenue(ports: Ports, tokenId: string, { limit, after }: Page) {
	const token = findToken(ports, tokenId);
	const { history } = ports.store;
	const head = await history.head(token.id);
	if (!head || head.blockNumber < token.startBlock) return { paid: [], payoutCount: 0, holderCount: 0, periods: [] };
	const before = after === undefined ? undefined : BigInt(after);
	const found = await history.periods(token.id, head.generation, limit + 1, before);
	const periods = found.slice(0, limit);
	const last = periods.at(-1);
	return {
		blockNumber: head.blockNumber,
		paid: head.paid,
		payoutCount: head.payoutCount,
		holderCount: head.holderCount,
		periods: periods.map(({ version: _version, upToBlock: _upTo, ...period }) => period),
		...(found.length > limit && last ? { next: last.snapshotId.toString() } : {}),
	};
}
