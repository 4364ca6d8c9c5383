import type { ChoreStanding } from "../../core/chore-standing.ts";
import type { Claim } from "../../core/claim.ts";
import type { Hex } from "../../core/hex.ts";
import type { StoredMandate } from "../../core/mandate.ts";
import { type Pause, scopeKey } from "../../core/pause.ts";
import type { LaneStatus } from "../../core/ports/lane-store.ts";
import type { MandateStore, PayoutProgress, Retry } from "../../core/ports/mandate-store.ts";
import type { Store } from "../../core/ports/ports.ts";
import type { SlotHolder } from "../../core/ports/slot-store.ts";
import type { Probe } from "../../core/probe.ts";
import { placeOf, timeKey } from "../../core/time-key.ts";
import type { Payload, Transaction } from "../../core/transaction.ts";
import { memoryHistory } from "./memory-history.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { memoryNotices } from "./memory-notices.ts";
import { memoryPayouts } from "./memory-payouts.ts";
import { page } from "./page.ts";
import { payloadKeyOf } from "./records.ts";

/** A store that lives as long as the process: for tests, and the promise that DynamoDB's is held to. */
export function memoryStore(): Store {
	const claims = new Map<Hex, Claim>();
	const slots = new Map<string, SlotHolder>();
	const rows = new Map<string, Transaction>();
	const payloads = new Map<string, Payload>();
	const statuses = new Map<string, LaneStatus | undefined>();
	const counters = new Map<string, bigint>();
	const standings = new Map<string, ChoreStanding>();
	const pauses = new Map<string, Pause>();
	const leases = new Map<string, { owner: string; untilMs: number }>();
	const probes = new Map<string, Probe>();
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
			waiting: async (lane, limit, after) => {
				const all = [...claims.values()]
					.filter((claim) => claim.lane === lane && claim.state === "accepted")
					.filter((claim) => after === undefined || placeOf(claim) > after)
					.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
				const found = copy(all.slice(0, limit));
				const last = found[limit - 1];
				return { claims: found, ...(last ? { next: placeOf(last) } : {}) };
			},
			ofHolder: async (holder, limit, after) => {
				const all = [...claims.values()].filter((claim) => claim.holder === holder);
				return page(all, placeOf, limit, after, "claims");
			},
		},
		slots: {
			take: async (slot, mine) => {
				const held = slots.get(slot) ?? copy(mine);
				slots.set(slot, held);
				return copy(held);
			},
			takeOver: async (slot, from, holder) => {
				if (slots.get(slot)?.mark !== from.mark) return false;
				slots.set(slot, copy(holder));
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
			status: async (lane) => copy(statuses.get(lane)),
			setStatus: async (lane, status) => void statuses.set(lane, copy(status)),
		},
		chores: {
			standing: async (name) => copy(standings.get(name)),
			setStanding: async (name, standing) => void standings.set(name, copy(standing)),
		},
		ledger: memoryLedger(),
		history: memoryHistory(),
		counters: {
			add: async (key, amount, limit) => {
				const total = (counters.get(key) ?? 0n) + amount;
				if (total > limit) return false;
				counters.set(key, total);
				return true;
			},
			takeOff: async (key, amount) => void counters.set(key, (counters.get(key) ?? 0n) - amount),
			total: async (key) => counters.get(key) ?? 0n,
		},
		mandates: memoryMandates(),
		pauses: {
			list: async () => copy([...pauses.values()].sort((a, b) => a.sinceMs - b.sinceMs)),
			set: async (pause) => void pauses.set(scopeKey(pause), copy(pause)),
			lift: async (scope) => pauses.delete(scopeKey(scope)),
		},
		notices: memoryNotices(),
		probes: {
			get: async (chainId, address) => copy(probes.get(`${chainId}#${address}`)),
			put: async (probe) => {
				const key = `${probe.chainId}#${probe.address}`;
				if ((probes.get(key)?.probedAtMs ?? 0) <= probe.probedAtMs) probes.set(key, copy(probe));
			},
		},
		payouts: memoryPayouts(),
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

function memoryMandates(): MandateStore {
	const mandates = new Map<Hex, StoredMandate>();
	const progress = new Map<string, PayoutProgress>();
	const retries = new Map<string, Retry & { tokenId: string }>();
	const retryKey = (tokenId: string, { mandateId, atMs }: Retry): string => `${tokenId}/${atMs}/${mandateId}`;
	const keyOf = ({ createdAtMs, id }: StoredMandate): string => `${timeKey(createdAtMs)}#${id}`;
	return {
		get: async (id) => structuredClone(mandates.get(id)),
		insert: async (mandate) => {
			if (mandates.has(mandate.id)) return false;
			mandates.set(mandate.id, structuredClone(mandate));
			return true;
		},
		update: async (mandate) => {
			if (mandates.get(mandate.id)?.version !== mandate.version - 1) return false;
			mandates.set(mandate.id, structuredClone(mandate));
			return true;
		},
		ofToken: async (tokenId, limit, after) => {
			const all = [...mandates.values()]
				.filter((one) => one.tokenId === tokenId && one.revokedAtMs === undefined)
				.filter((one) => after === undefined || keyOf(one) > after)
				.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
			const found = structuredClone(all.slice(0, limit));
			const last = found.at(-1);
			return { mandates: found, ...(all.length > limit && last ? { next: keyOf(last) } : {}) };
		},
		progress: async (tokenId) => structuredClone(progress.get(tokenId)),
		setProgress: async (tokenId, to) => void progress.set(tokenId, structuredClone(to)),
		tryAgain: async (tokenId, retry) => void retries.set(retryKey(tokenId, retry), { tokenId, ...retry }),
		retries: async (of, nowMs, limit) =>
			[...retries.values()]
				.filter(({ tokenId, atMs }) => tokenId === of && atMs <= nowMs)
				.sort((a, b) => a.atMs - b.atMs || (a.mandateId < b.mandateId ? -1 : 1))
				.slice(0, limit)
				.map(({ mandateId, atMs }) => ({ mandateId, atMs })),
		forget: async (tokenId, retry) => void retries.delete(retryKey(tokenId, retry)),
		ofHolder: async (holder, limit, after) =>
			page(
				[...mandates.values()].filter((one) => one.holder === holder),
				keyOf,
				limit,
				after,
				"mandates",
			),
	};
}
