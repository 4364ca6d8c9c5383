import type { Hex } from "../../core/hex.ts";
import type { CounterStore } from "../../core/ports/counter-store.ts";
import type { LeaseStore } from "../../core/ports/lease-store.ts";
import type { Store } from "../../core/ports/ports.ts";
import type { SlotStore } from "../../core/ports/slot-store.ts";
import type { DynamoSend } from "../aws/dynamodb.ts";
import { dynamoChores } from "./dynamo-chores.ts";
import { dynamoClaims } from "./dynamo-claims.ts";
import { dynamoHistory } from "./dynamo-history.ts";
import { dynamoLanes } from "./dynamo-lanes.ts";
import { dynamoLedger } from "./dynamo-ledger.ts";
import { dynamoMandates } from "./dynamo-mandates.ts";
import { dynamoNotices } from "./dynamo-notices.ts";
import { dynamoPauses } from "./dynamo-pauses.ts";
import { dynamoPayouts } from "./dynamo-payouts.ts";
import { dynamoProbes } from "./dynamo-probes.ts";
import { dynamoTable, NEW, type Table } from "./table.ts";

/** The store in one DynamoDB table (infra/resources/table.yml). */
export function dynamoStore(tableName: string, send: DynamoSend): Store {
	const table = dynamoTable(tableName, send);
	return {
		chores: dynamoChores(table),
		claims: dynamoClaims(table),
		lanes: dynamoLanes(table),
		ledger: dynamoLedger(table),
		history: dynamoHistory(table),
		slots: dynamoSlots(table),
		leases: dynamoLeases(table),
		counters: dynamoCounters(table),
		mandates: dynamoMandates(table),
		pauses: dynamoPauses(table),
		notices: dynamoNotices(table),
		probes: dynamoProbes(table),
		payouts: dynamoPayouts(table),
	};
}

function dynamoSlots(table: Table): SlotStore {
	const keyOf = (slot: string) => ({ pk: `slot#${slot}`, sk: "slot" });
	return {
		take: async (slot, mine) => {
			if (await table.put({ ...keyOf(slot), ...mine }, NEW)) return mine;
			const held = await table.get(keyOf(slot));
			return { claimId: held?.claimId as Hex, takenAtMs: Number(held?.takenAtMs), mark: String(held?.mark) };
		},
		takeOver: (slot, from, holder) =>
			table.put({ ...keyOf(slot), ...holder }, { expression: "#mark = :from", values: { ":from": from.mark } }),
	};
}

function dynamoLeases(table: Table): LeaseStore {
	const keyOf = (key: string) => ({ pk: `lease#${key}`, sk: "lease" });
	return {
		acquire: (key, owner, nowMs, ttlMs) =>
			table.put(
				{ ...keyOf(key), owner, untilMs: nowMs + ttlMs },
				{
					expression: "attribute_not_exists(pk) OR #owner = :owner OR #untilMs <= :now",
					values: { ":owner": owner, ":now": nowMs },
				},
			),
		release: async (key, owner) => {
			await table.remove(keyOf(key), { expression: "#owner = :owner", values: { ":owner": owner } });
		},
	};
}

function dynamoCounters(table: Table): CounterStore {
	const keyOf = (key: string) => ({ pk: `counter#${key}`, sk: "counter" });
	return {
		add: async (key, amount, limit, expiresAtSec) =>
			amount <= limit && table.add(keyOf(key), amount, limit - amount, expiresAtSec),
		takeOff: (key, amount) => table.takeOff(keyOf(key), amount),
		total: async (key) => BigInt(((await table.get(keyOf(key)))?.total as bigint | number | undefined) ?? 0),
	};
}
