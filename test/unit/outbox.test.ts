import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ETH } from "../../functions/core/hex.ts";
import { NOTICE_KINDS } from "../../functions/core/notice.ts";
import {
	type Answer,
	afterTry,
	awaitClaim,
	type Delivery,
	destinationsOf,
	dueAtMs,
	dueFor,
	envelopeOf,
	putOff,
} from "../../functions/core/outbox.ts";
import { word } from "../given/claim.ts";

const revenue = {
	kind: "revenue.seen",
	tokenId: "openlm",
	fromBlock: 1,
	toBlock: 2,
	blockHash: word(2),
	inflowCount: 1,
	totals: [{ asset: ETH, amount: 2n ** 200n }],
} as const;
const everything = { id: "webhook/all", kinds: NOTICE_KINDS };
const fresh: Delivery = { state: "due", attempts: 0, nextAtMs: 0 };
const no: Answer = { ok: false, problem: "HTTP 500" };

describe("a notice goes", () => {
	const stage = {
		topic: ["lane.low" as const],
		webhooks: [{ id: "all", url: "https://example.org", secrets: [], kinds: [...NOTICE_KINDS] }],
	};
	test("to those that want its kind", () => {
		const envelope = envelopeOf({ ...revenue, totals: [] }, destinationsOf(stage), 5);
		expect(Object.keys(envelope?.deliveries ?? {})).toEqual(["webhook/all"]);
	});
	test("nowhere when nobody wants it", () => {
		expect(envelopeOf({ ...revenue, totals: [] }, [], 5)).toBeUndefined();
	});
	test("as JSON with amounts as decimal strings", () => {
		const envelope = envelopeOf({ ...revenue, totals: [...revenue.totals] }, [everything], 5);
		const { kind: _kind, totals: _totals, ...facts } = revenue;
		expect(JSON.parse(envelope?.body ?? "")).toEqual({
			id: envelope?.id,
			kind: "revenue.seen",
			atMs: 5,
			facts: { ...facts, totals: [{ asset: ETH, amount: (2n ** 200n).toString() }] },
		});
	});
});

describe("a delivery", () => {
	test("is done when it was taken", () => {
		expect(afterTry(fresh, { ok: true }, 9)).toEqual({ state: "done", attempts: 1, nextAtMs: 9 });
	});
	test("waits longer after each try, and is dead after nine within two days", () => {
		let delivery = fresh;
		let nowMs = 0;
		const waits: number[] = [];
		while (delivery.state === "due") {
			delivery = afterTry(delivery, no, nowMs);
			waits.push(delivery.nextAtMs - nowMs);
			nowMs = delivery.nextAtMs;
		}
		expect(delivery).toMatchObject({ state: "dead", attempts: 9, problem: "HTTP 500" });
		expect(waits.slice(0, -1)).toEqual(waits.slice(0, -1).toSorted((a, b) => a - b));
		expect(nowMs).toBeLessThan(2 * 86_400_000);
	});
	test("waits as long as it is asked to, a day at most, and ends at a final no", () => {
		expect(afterTry(fresh, { ...no, retryAfterSec: 600 }, 0).nextAtMs).toBe(600_000);
		expect(afterTry(fresh, { ...no, retryAfterSec: 1e9 }, 0).nextAtMs).toBe(86_400_000);
		expect(afterTry(fresh, { ...no, isFinal: true }, 0).state).toBe("dead");
	});
	test("is put off without a try while others fail there, for three days", () => {
		expect(putOff(fresh, 0, 1_000)).toEqual({ ...fresh, nextAtMs: 61_000 });
		expect(putOff(fresh, 0, 4 * 86_400_000).state).toBe("dead");
	});
	test("waits for its claim to be where it says, and is dropped when that never comes", () => {
		expect(awaitClaim(fresh, false, 0, 1_000)).toEqual({ ...fresh, nextAtMs: 6_000 });
		expect(awaitClaim(fresh, true, 0, 1_000).state).toBe("dropped");
		expect(awaitClaim(fresh, false, 0, 3_600_001).state).toBe("dropped");
	});
	test("keeps its envelope due exactly as long as one is", () => {
		const delivery = fc.record({
			state: fc.constantFrom("due" as const, "done" as const, "dead" as const, "dropped" as const),
			attempts: fc.nat(9),
			nextAtMs: fc.nat(1_000),
		});
		fc.assert(
			fc.property(fc.dictionary(fc.string(), delivery, { maxKeys: 5 }), fc.nat(1_000), (deliveries, nowMs) => {
				const envelope = { id: "1", version: 1, kind: "lane.low" as const, body: "", createdAtMs: 0, deliveries };
				const at = dueAtMs(envelope);
				expect(dueFor(envelope, nowMs).length > 0).toBe(at !== undefined && at <= nowMs);
			}),
		);
	});
});
