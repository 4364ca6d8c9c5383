import { expect, test } from "@jest/globals";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { listClaims } from "../../functions/app/show-claim.ts";
import { listMandates } from "../../functions/app/show-mandate.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { aClaim, aMandate, aStoredMandate, HOLDER, NOW_SEC, word } from "../given/claim.ts";

const MANY = 40;
const nowMs = (): number => NOW_SEC * 1_000;

test("a list of mandates asks the node for its holder's account once", async () => {
	const store = memoryStore();
	for (let n = 0; n < MANY; n++) {
		const mandate = aMandate({ account: HOLDER, nonce: BigInt(n), expirySec: BigInt(NOW_SEC + 60) });
		await store.mandates.insert(aStoredMandate({ id: word(n), holder: HOLDER, mandate, createdAtMs: n }));
	}
	const asked: string[] = [];
	const answer = <T>(what: string, value: T) => {
		asked.push(what);
		return Promise.resolve(value);
	};
	const chain = () => ({ code: () => answer("code", "0x"), nonce: () => answer("nonce", 0) });
	const { mandates } = await listMandates({ store, nowMs, chain } as unknown as Ports, HOLDER, { limit: MANY });
	expect([mandates.length, asked]).toEqual([MANY, ["code", "nonce"]]);
});

test("a list of claims reads what is paused, and how its lane stands, once", async () => {
	const { pauses, lanes, ...store } = memoryStore();
	for (let n = 0; n < MANY; n++) await store.claims.insert(aClaim({ id: word(n), holder: HOLDER, acceptedAtMs: n }));
	let reads = 0;
	const counting = <T>(value: T): T => {
		reads++;
		return value;
	};
	const counted = {
		...store,
		pauses: { ...pauses, list: () => counting(pauses.list()) },
		lanes: { ...lanes, status: (lane: string) => counting(lanes.status(lane)) },
	};
	const { claims } = await listClaims({ store: counted, nowMs, lanes: [] } as unknown as Ports, HOLDER, {
		limit: MANY,
	});
	expect([claims.length, reads]).toEqual([MANY, 2]);
});
