import type { LeaseStore } from "../../core/ports/lease-store.ts";
import type { Store } from "../../core/ports/ports.ts";
import type { SlotStore } from "../../core/ports/slot-store.ts";
import { dynamoClient } from "../aws/dynamodb.ts";
import type { AwsAccess } from "../aws/json-client.ts";
import { dynamoClaims } from "./dynamo-claims.ts";
import { dynamoLanes } from "./dynamo-lanes.ts";
import { dynamoLedger } from "./dynamo-ledger.ts";
import { dynamoTable, NEW, type Table } from "./table.ts";

/** The store in one DynamoDB table (infra/resources/table.yml). */
export function dynamoStore(tableName: string, access: AwsAccess): Store {
	const table = dynamoTable(tableName, dynamoClient(access));
	return {
		claims: dynamoClaims(table),
		lanes: dynamoLanes(table),
		ledger: dynamoLedger(table),
		slots: dynamoSlots(table),
		leases: dynamoLeases(table),
	};
}

function dynamoSlots(table: Table): SlotStore {
	const keyOf = (slot: string) => ({ pk: `slot#${slot}`, sk: "slot" });
	return {
		take: async (slot, claimId, nowMs) => {
			const mine = { claimId, takenAtMs: nowMs };
			if (await table.put({ ...keyOf(slot), ...mine }, NEW)) return mine;
			const held = await table.get(keyOf(slot));
			return { claimId: held?.claimId as typeof claimId, takenAtMs: Number(held?.takenAtMs) };
		},
		takeOver: (slot, from, claimId, nowMs) =>
			table.set(
				keyOf(slot),
				{ claimId, takenAtMs: nowMs },
				{
					expression: "#claimId = :from AND #takenAtMs = :since",
					values: { ":from": from.claimId, ":since": from.takenAtMs },
				},
			),
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
