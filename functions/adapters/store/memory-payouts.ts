import type { Cursor } from "../../core/cursor.ts";
import type { ExpiryWatch, HolderRow, OptOut, PushRetry, SnapshotHold } from "../../core/payout.ts";
import type { PayoutProgress } from "../../core/ports/mandate-store.ts";
import type { PayoutStore } from "../../core/ports/payout-store.ts";
import { owedKey } from "./records.ts";

/** Holders and what they are owed, as long as the process lives. */
export function memoryPayouts(): PayoutStore {
	const cursors = new Map<string, Cursor>();
	const rows = new Map<string, HolderRow>();
	const progress = new Map<string, PayoutProgress>();
	const firstOpens = new Map<string, bigint>();
	const expiries = new Map<string, ExpiryWatch>();
	const holds = new Map<string, SnapshotHold>();
	const retries = new Map<string, PushRetry>();
	const optOuts = new Map<string, OptOut>();
	const keyOf = ({ tokenId, holder }: Pick<HolderRow, "tokenId" | "holder">): string => `${tokenId}/${holder}`;
	const page = (all: HolderRow[], key: (row: HolderRow) => string, limit: number, after?: string) => {
		const sorted = all
			.filter((row) => after === undefined || key(row) > after)
			.sort((a, b) => (key(a) < key(b) ? -1 : 1));
		const last = sorted[limit - 1];
		const next = sorted.length > limit && last ? { next: key(last) } : {};
		return { holders: structuredClone(sorted.slice(0, limit)), ...next };
	};
	const ofToken = (tokenId: string) => [...rows.values()].filter((row) => row.tokenId === tokenId);
	return {
		cursor: async (tokenId) => structuredClone(cursors.get(tokenId)),
		moveCursor: async (tokenId, to) => {
			if ((cursors.get(tokenId)?.version ?? 0) !== to.version - 1) return false;
			cursors.set(tokenId, structuredClone(to));
			return true;
		},
		add: async (tokenId, holders) => {
			for (const holder of holders) {
				const row = { tokenId, holder, version: 1, owedWei: 0n };
				if (!rows.has(keyOf(row))) rows.set(keyOf(row), row);
			}
		},
		holder: async (tokenId, holder) => structuredClone(rows.get(keyOf({ tokenId, holder }))),
		holders: async (tokenId, limit, after) => page(ofToken(tokenId), ({ holder }) => holder, limit, after),
		update: async (row) => {
			if (rows.get(keyOf(row))?.version !== row.version - 1) return false;
			rows.set(keyOf(row), structuredClone(row));
			return true;
		},
		owed: async (tokenId, limit, after) =>
			page(
				ofToken(tokenId).filter(({ owedWei }) => owedWei > 0n),
				owedKey,
				limit,
				after,
			),
		weighing: async (tokenId) => structuredClone(progress.get(tokenId)),
		setWeighing: async (tokenId, to) => void progress.set(tokenId, structuredClone(to)),
		firstOpen: async (tokenId) => firstOpens.get(tokenId),
		setFirstOpen: async (tokenId, snapshotId) => void firstOpens.set(tokenId, snapshotId),
		expiry: async (tokenId, snapshotId) => structuredClone(expiries.get(`${tokenId}/${snapshotId}`)),
		setExpiry: async (tokenId, watch) => void expiries.set(`${tokenId}/${watch.snapshotId}`, structuredClone(watch)),
		hold: async (tokenId, snapshotId) => structuredClone(holds.get(`${tokenId}/${snapshotId}`)),
		setHold: async (tokenId, hold) => void holds.set(`${tokenId}/${hold.snapshotId}`, structuredClone(hold)),
		tryAgain: async (retry) => void retries.set(keyOf(retry), structuredClone(retry)),
		retry: async (tokenId, holder) => structuredClone(retries.get(keyOf({ tokenId, holder }))),
		retries: async (tokenId, nowMs, limit) => {
			const due = [...retries.values()]
				.filter((one) => one.tokenId === tokenId && one.atMs !== undefined && one.atMs <= nowMs)
				.sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
			return structuredClone(due.slice(0, limit));
		},
		endWait: async ({ atMs, ...retry }) => {
			if (retries.get(keyOf(retry))?.atMs === atMs) retries.set(keyOf(retry), retry);
		},
		optOut: async (tokenId, holder) => structuredClone(optOuts.get(keyOf({ tokenId, holder }))),
		setOptOut: async (optOut) => {
			const known = optOuts.get(keyOf(optOut));
			if (known && known.signedAtSec >= optOut.signedAtSec) return false;
			optOuts.set(keyOf(optOut), structuredClone(optOut));
			return true;
		},
	};
}
