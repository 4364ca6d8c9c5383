import type { HistoryStore } from "../../core/ports/history-store.ts";
import { decodeHead, decodePeriod, encodeHead, encodePeriod } from "./history-records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

const headKey = (tokenId: string): Key => ({ pk: `token#${tokenId}`, sk: "history" });
/** Apart from the token's own items, so that a list of periods meets nothing else. */
const partition = (tokenId: string, generation: number): string => `history#${tokenId}#${generation}`;
const DIGITS = 31;
const periodKey = (tokenId: string, generation: number, snapshotId: bigint): Key => ({
	pk: partition(tokenId, generation),
	sk: snapshotId.toString().padStart(DIGITS, "0"),
});

/** A token's history: its head, an item a period, an item a holder that was paid. */
export function dynamoHistory(table: Table): HistoryStore {
	return {
		head: async (tokenId) => {
			const found = await table.get(headKey(tokenId));
			return found && decodeHead(found);
		},
		moveHead: (tokenId, to) =>
			table.put({ ...headKey(tokenId), ...encodeHead(to) }, to.version === 1 ? NEW : following(to.version)),
		period: async (tokenId, generation, snapshotId) => {
			const found = await table.get(periodKey(tokenId, generation, snapshotId));
			return found && decodePeriod(found);
		},
		putPeriod: (tokenId, generation, period) =>
			table.put(
				{ ...periodKey(tokenId, generation, period.snapshotId), ...encodePeriod(period) },
				period.version === 1 ? NEW : following(period.version),
			),
		periods: async (tokenId, generation, limit, before) => {
			const pages = table.query({
				partition: partition(tokenId, generation),
				newestFirst: true,
				limit,
				...(before === undefined ? {} : { after: periodKey(tokenId, generation, before).sk }),
			});
			const { value: items = [] } = await pages.next();
			return items.slice(0, limit).map(decodePeriod);
		},
		firstPaid: async (tokenId, generation, holder, blockNumber) => {
			const key: Key = { pk: `paid#${tokenId}#${generation}#${holder}`, sk: "paid" };
			if (await table.put({ ...key, blockNumber }, NEW)) return blockNumber;
			return Number((await table.get(key))?.blockNumber);
		},
	};
}
