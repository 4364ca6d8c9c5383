import type { Claim } from "../../core/claim.ts";
import type { Hex } from "../../core/hex.ts";
import type { ClaimStore } from "../../core/ports/claim-store.ts";
import { placeOf } from "../../core/time-key.ts";
import { decodeClaim, encodeClaim } from "./records.ts";
import { following, type Key, NEW, type Table } from "./table.ts";

const keyOf = (id: Hex): Key => ({ pk: `claim#${id}`, sk: "claim" });
const idOf = (item: { pk?: unknown }): Hex => String(item.pk).slice("claim#".length) as Hex;

/** Claims as items; the index `waiting` holds only those that are accepted, so its size is the backlog's. */
export function dynamoClaims(table: Table): ClaimStore {
	const item = (claim: Claim) => ({
		...keyOf(claim.id),
		...encodeClaim(claim),
		...(claim.state === "accepted" ? { queue: `waiting#${claim.lane}` } : {}),
		holderKey: `holder#${claim.holder}`,
		queuedAt: placeOf(claim),
	});
	const getMany = async (ids: readonly Hex[]): Promise<Claim[]> => {
		const wanted = [...new Set(ids)]; // DynamoDB refuses a key that is asked for twice
		const found = new Map((await table.getMany(wanted.map(keyOf))).map((one) => [one.id, decodeClaim(one)]));
		return wanted.flatMap((id) => found.get(id) ?? []);
	};
	return {
		get: async (id) => {
			const found = await table.get(keyOf(id));
			return found && decodeClaim(found);
		},
		getMany,
		insert: (claim) => table.put(item(claim), NEW),
		move: (claim) => table.put(item(claim), following(claim.version)),
		waiting: async (lane, limit, after) => {
			const query = table.query({
				index: "waiting",
				partition: `waiting#${lane}`,
				limit,
				...(after === undefined ? {} : { after }),
			});
			const { value: page } = await query.next();
			const entries = page ?? [];
			const last = entries[limit - 1];
			const claims = await getMany(entries.map(idOf));
			return {
				claims: claims.filter((claim) => claim.state === "accepted" && claim.lane === lane), // the index may lag behind
				...(last ? { next: String(last.queuedAt) } : {}),
			};
		},
		ofHolder: async (holder, limit, after) => {
			const query = table.query({
				index: "holders",
				partition: `holder#${holder}`,
				newestFirst: true,
				limit: limit + 1,
				...(after === undefined ? {} : { after }),
			});
			const { value: page } = await query.next();
			const entries = page ?? [];
			const last = entries[limit - 1];
			const claims = await getMany(entries.slice(0, limit).map(idOf));
			return { claims, ...(entries.length > limit && last ? { next: String(last.queuedAt) } : {}) };
		},
	};
}
