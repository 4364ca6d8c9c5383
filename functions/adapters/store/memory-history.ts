import type { HistoryHead, Period } from "../../core/history.ts";
import type { HistoryStore } from "../../core/ports/history-store.ts";

/** Histories that live as long as the process. */
export function memoryHistory(): HistoryStore {
	const heads = new Map<string, HistoryHead>();
	const periods = new Map<string, Period[]>();
	const firsts = new Map<string, number>();
	const copy = structuredClone;
	const listOf = (tokenId: string, generation: number): Period[] => periods.get(`${tokenId}#${generation}`) ?? [];
	return {
		head: async (tokenId) => copy(heads.get(tokenId)),
		moveHead: async (tokenId, to) => {
			if ((heads.get(tokenId)?.version ?? 0) !== to.version - 1) return false;
			heads.set(tokenId, copy(to));
			return true;
		},
		period: async (tokenId, generation, snapshotId) =>
			copy(listOf(tokenId, generation).find((one) => one.snapshotId === snapshotId)),
		putPeriod: async (tokenId, generation, period) => {
			const list = listOf(tokenId, generation);
			const before = list.find((one) => one.snapshotId === period.snapshotId);
			if ((before?.version ?? 0) !== period.version - 1) return false;
			periods.set(`${tokenId}#${generation}`, [...list.filter((one) => one !== before), copy(period)]);
			return true;
		},
		periods: async (tokenId, generation, limit, before) =>
			copy(
				listOf(tokenId, generation)
					.filter(({ snapshotId }) => before === undefined || snapshotId < before)
					.toSorted((a, b) => (a.snapshotId < b.snapshotId ? 1 : -1))
					.slice(0, limit),
			),
		firstPaid: async (tokenId, generation, holder, blockNumber) => {
			const key = `${tokenId}#${generation}#${holder}`;
			const stands = firsts.get(key) ?? blockNumber;
			firsts.set(key, stands);
			return stands;
		},
	};
}
