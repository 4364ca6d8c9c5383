import { describe, expect, test } from "@jest/globals";
import { ETH } from "../../functions/core/hex.ts";
import { NOTICE_KINDS } from "../../functions/core/notice.ts";
import {
	type Answer,
	afterTry,
	awaitClaim,
	destinationsOf,
	type Envelope,
	envelopesOf,
	giveUp,
	isTooOld,
	NO_REST,
	nextRest,
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
const [fresh] = envelopesOf({ ...revenue, totals: [] }, [everything], 0) as [Envelope];
const no: Answer = { ok: false, problem: "HTTP 500" };

describe("a notice goes", () => {
	const stage = {
		topic: ["lane.low" as const],
		webhooks: [{ id: "all", url: "https://example.org", secrets: [], kinds: [...NOTICE_KINDS] }],
	};
	test("to each of those that want its kind, by itself", () => {
		const both = [...destinationsOf(stage), { id: "webhook/too", kinds: NOTICE_KINDS }];
		const envelopes = envelopesOf({ ...revenue, totals: [] }, both, 5);
		expect(envelopes.map(({ destination }) => destination)).toEqual(["webhook/all", "webhook/too"]);
		expect(new Set(envelopes.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
	});
	test("nowhere when nobody wants it", () => {
		expect(envelopesOf({ ...revenue, totals: [] }, [], 5)).toEqual([]);
	});
	test("as JSON with amounts as decimal strings", () => {
		const [envelope] = envelopesOf({ ...revenue, totals: [...revenue.totals] }, [everything], 5);
		const { kind: _kind, totals: _totals, ...facts } = revenue;
		expect(JSON.parse(envelope?.body ?? "")).toEqual({
			id: envelope?.id,
			kind: "revenue.seen",
			atMs: 5,
			facts: { ...facts, totals: [{ asset: ETH, amount: (2n ** 200n).toString() }] },
		});
	});
});

describe("an envelope", () => {
	test("is done when it was taken", () => {
		const failed = afterTry(fresh, no, 1);
		expect(afterTry(failed, { ok: true }, 9)).toEqual({
			...fresh,
			version: 3,
			state: "done",
			attempts: 2,
			nextAtMs: 9,
		});
	});
	test("waits longer after each try, and is dead after nine within two days", () => {
		let envelope = fresh;
		let nowMs = 0;
		const waits: number[] = [];
		while (envelope.state === "due") {
			envelope = afterTry(envelope, no, nowMs);
			waits.push(envelope.nextAtMs - nowMs);
			nowMs = envelope.nextAtMs;
		}
		expect(envelope).toMatchObject({ state: "dead", attempts: 9, problem: "HTTP 500", version: 10 });
		expect(waits.slice(0, -1)).toEqual(waits.slice(0, -1).toSorted((a, b) => a - b));
		expect(nowMs).toBeLessThan(2 * 86_400_000);
	});
	test("waits as long as it is asked to, a day at most, and ends at a final no", () => {
		expect(afterTry(fresh, { ...no, retryAfterSec: 600 }, 0).nextAtMs).toBe(600_000);
		expect(afterTry(fresh, { ...no, retryAfterSec: 1e9 }, 0).nextAtMs).toBe(86_400_000);
		expect(afterTry(fresh, { ...no, isFinal: true }, 0).state).toBe("dead");
	});
	test("is given up after three days, where its destination rests", () => {
		expect(isTooOld(fresh, 3 * 86_400_000)).toBe(false);
		expect(isTooOld(fresh, 3 * 86_400_000 + 1)).toBe(true);
		expect(giveUp(fresh)).toEqual({ ...fresh, version: 2, state: "dead", problem: "down" });
		expect(giveUp(afterTry(fresh, no, 0)).problem).toBe("HTTP 500");
	});
	test("waits for its claim to be where it says, and is dropped when that never comes", () => {
		expect(awaitClaim(fresh, false, 1_000)).toEqual({ ...fresh, version: 2, nextAtMs: 6_000 });
		expect(awaitClaim(fresh, true, 1_000).state).toBe("dropped");
		expect(awaitClaim(fresh, false, 3_600_001).state).toBe("dropped");
	});
});

test("a destination rests twice as long each time, an hour at most", () => {
	let rest = NO_REST;
	const waits = Array.from({ length: 60 }, () => {
		rest = nextRest(rest, 7);
		return (rest.untilMs - 7) / 60_000;
	});
	expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
	expect(new Set(waits.slice(6))).toEqual(new Set([60]));
});
