import type { Claim } from "../../core/claim.ts";
import type { Hex } from "../../core/hex.ts";
import type { Store } from "../../core/ports/ports.ts";
import type { SlotHolder } from "../../core/ports/slot-store.ts";
import type { Payload, Transaction } from "../../core/transaction.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { page } from "./page.ts";
import { payloadKeyOf } from "./records.ts";

/** A store that lives as long as the process: for tests, and the promise that DynamoDB's is held to. */
export function memoryStore(): Store {
	const claims = new Map<Hex, Claim>();
	const slots = new Map<string, SlotHolder>();
	const rows = new Map<string, Transaction>();
	const payloads = new Map<string, Payload>();
	const leases = new Map<string, { owner: string; untilMs: number }>();
	const copy = structuredClone;
	const rowKey = (lane: string, nonce: number): string => `${lane}#${nonce}`;
	const rowsOf = (lane: string): Transaction[] =>
		[...rows.values()].filter((row) => row.lane === lane).sort((a, b) => a.nonce - b.nonce);

	return {
		claims: {
			get: async (id) => copy(claims.get(id)),
			getMany: async (ids) => [...new Set(ids)].flatMap((id) => copy(claims.get(id)) ?? []),
			insert: async (claim) => {
				if (claims.has(claim.id)) return false;
				claims.set(claim.id, copy(claim));
				return true;
			},
			move: async (claim) => {
				if (claims.get(claim.id)?.version !== claim.version - 1) return false;
				claims.set(claim.id, copy(claim));
				return true;
			},
			waiting: async (lane, limit) =>
				copy(
					[...claims.values()]
						.filter((claim) => claim.lane === lane && claim.state === "accepted")
						.sort((a, b) => a.acceptedAtMs - b.acceptedAtMs || (a.id < b.id ? -1 : 1))
						.slice(0, limit),
				),
			ofHolder: async (holder, limit, after) => {
				const all = [...claims.values()].filter((claim) => claim.holder === holder);
				return page(
					all,
					(claim) => `${String(claim.acceptedAtMs).padStart(15, "0")}#${claim.id}`,
					limit,
					after,
					"claims",
				);
			},
		},
		slots: {
			take: async (slot, claimId, nowMs) => {
				const held = slots.get(slot) ?? { claimId, takenAtMs: nowMs };
				slots.set(slot, held);
				return copy(held);
			},
			takeOver: async (slot, from, claimId, nowMs) => {
				const held = slots.get(slot);
				if (held?.claimId !== from.claimId || held.takenAtMs !== from.takenAtMs) return false;
				slots.set(slot, { claimId, takenAtMs: nowMs });
				return true;
			},
		},
		lanes: {
			open: async (lane) => copy(rowsOf(lane).filter((row) => row.state !== "final")),
			get: async (lane, nonce) => copy(rows.get(rowKey(lane, nonce))),
			highestNonce: async (lane) => rowsOf(lane).at(-1)?.nonce,
			prepare: async (row) => {
				if (rows.has(rowKey(row.lane, row.nonce))) return false;
				rows.set(rowKey(row.lane, row.nonce), copy(row));
				return true;
			},
			update: async (row) => {
				if (rows.get(rowKey(row.lane, row.nonce))?.version !== row.version - 1) return false;
				rows.set(rowKey(row.lane, row.nonce), copy(row));
				return true;
			},
			putPayload: async (lane, nonce, payload) => {
				const key = payloadKeyOf(payload);
				payloads.set(`${rowKey(lane, nonce)}#${key}`, copy(payload));
				return key;
			},
			payload: async (lane, nonce, key) => {
				const payload = payloads.get(`${rowKey(lane, nonce)}#${key}`);
				if (!payload) throw new Error(`lane ${lane}, nonce ${nonce}: its payload is not stored`);
				return copy(payload);
			},
		},
		ledger: memoryLedger(),
		leases: {
			acquire: async (key, owner, nowMs, ttlMs) => {
				const held = leases.get(key);
				if (held && held.owner !== owner && held.untilMs > nowMs) return false;
				leases.set(key, { owner, untilMs: nowMs + ttlMs });
				return true;
			},
			release: async (key, owner) => {
				if (leases.get(key)?.owner === owner) leases.delete(key);
			},
		},
	};
}
