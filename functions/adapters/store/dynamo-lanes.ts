import type { LaneStatus, LaneStore } from "../../core/ports/lane-store.ts";
import type { Transaction } from "../../core/transaction.ts";
import { decodePayload, decodeTransaction, encodePayload, encodeTransaction, payloadKeyOf } from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

const padded = (nonce: number): string => String(nonce).padStart(12, "0");
const rowKey = (lane: string, nonce: number): Key => ({ pk: `lane#${lane}`, sk: `row#${padded(nonce)}` });

const statusKey = (lane: string): Key => ({ pk: `lane#${lane}`, sk: "status" });

/** Rows small, payloads apart: a row is written at every step, what it calls only once. */
export function dynamoLanes(table: Table): LaneStore {
	const item = (row: Transaction) => ({ ...rowKey(row.lane, row.nonce), ...encodeTransaction(row) });
	const newestFirst = (lane: string, limit: number) =>
		table.query({ partition: `lane#${lane}`, prefix: "row#", newestFirst: true, limit });
	const payloadKey = (lane: string, nonce: number, hash: string): Key => ({
		pk: `lane#${lane}`,
		sk: `payload#${padded(nonce)}#${hash}`,
	});
	return {
		open: async (lane) => {
			const open: Transaction[] = [];
			for await (const page of newestFirst(lane, 20)) {
				const rows = page.map(decodeTransaction);
				const firstFinal = rows.findIndex((row) => row.state === "final");
				open.push(...(firstFinal < 0 ? rows : rows.slice(0, firstFinal)));
				if (firstFinal >= 0) break; // below a final row all are
			}
			return open.reverse();
		},
		get: async (lane, nonce) => {
			const found = await table.get(rowKey(lane, nonce));
			return found && decodeTransaction(found);
		},
		highestNonce: async (lane) => {
			for await (const [row] of newestFirst(lane, 1)) return row ? decodeTransaction(row).nonce : undefined;
			return undefined;
		},
		prepare: (row) => table.put(item(row), NEW),
		update: (row) => table.put(item(row), following(row.version)),
		putPayload: async (lane, nonce, payload) => {
			const key = payloadKeyOf(payload);
			await table.put({ ...payloadKey(lane, nonce, key), ...encodePayload(payload) });
			return key;
		},
		payload: async (lane, nonce, key) => {
			const found = await table.get(payloadKey(lane, nonce, key));
			if (!found) throw new Error(`lane ${lane}, nonce ${nonce}: its payload is not stored`);
			return decodePayload(found);
		},
		status: async (lane) => {
			const found = await table.get(statusKey(lane));
			return found?.status as LaneStatus | undefined;
		},
		setStatus: async (lane, status) => {
			await table.put({ ...statusKey(lane), status });
		},
	};
}
