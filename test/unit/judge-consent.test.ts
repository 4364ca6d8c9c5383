import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { judgeConsent } from "../../functions/core/judge-consent.ts";
import { claimCall, judgeRequest, quoteGas } from "../../functions/core/judge-request.ts";
import type { ClaimConsent } from "../../functions/core/typed-data.ts";
import { aConsent, aRequest, FORWARDER, limits, NOW_SEC, TOKEN } from "../given/claim.ts";

const judge = (given: Partial<ClaimConsent>) => judgeConsent(aConsent(given), TOKEN, limits, NOW_SEC);
const inSec = (seconds: number) => ({ deadlineSec: BigInt(NOW_SEC + seconds) });
const ids = (count: number) => Array.from({ length: count }, (_, at) => BigInt(at + 1));
const uint = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });

describe("a consent is refused", () => {
	const cases: [string, string, Partial<ClaimConsent>][] = [
		["wrong_target", "for another token", { token: FORWARDER }],
		["nothing_due", "naming no snapshot", { ids: [] }],
		["too_many_snapshots", "naming 21 of 20 snapshots", { ids: ids(21) }],
		["duplicate_snapshot", "naming a snapshot twice", { ids: [4n, 5n, 4n] }],
		["deadline_passed", "at its deadline", inSec(0)],
		["deadline_passed", "after its deadline", inSec(-1)],
		["deadline_too_soon", "a second before the least notice", inSec(59)],
		["deadline_too_far", "a second beyond the longest notice", inSec(86_401)],
		["deadline_too_far", "with the greatest deadline that there is", { deadlineSec: 2n ** 256n - 1n }],
	];
	test.each(cases)("%s: %s", (code, _rule, given) => expect(judge(given)).toMatchObject({ ok: false, code }));

	test("by the first rule that it breaks", () => {
		expect(judge({ token: FORWARDER, ids: [], ...inSec(-1) })).toMatchObject({ code: "wrong_target" });
		expect(judge({ ids: [1n, 1n], ...inSec(-1) })).toMatchObject({ code: "duplicate_snapshot" });
	});
});

describe("a consent is taken", () => {
	const cases: [string, Partial<ClaimConsent>][] = [
		["with the least notice", inSec(60)],
		["with the longest notice", inSec(86_400)],
		["with as many snapshots as allowed", { ids: ids(20) }],
		["for the greatest snapshot id", { ids: [2n ** 256n - 1n] }],
		["with any nonce: the chain is asked for that", { nonce: 2n ** 256n - 1n }],
	];
	test.each(cases)("%s", (_rule, given) => expect(judge(given).ok).toBe(true));

	test("for exactly the snapshots that it names", () => {
		fc.assert(
			fc.property(fc.uniqueArray(uint, { minLength: 1, maxLength: 20 }), (list) => {
				expect(judge({ ids: list })).toEqual({ ok: true, snapshotIds: list });
			}),
		);
	});
});

test("a consent and a request are held to the same rules of snapshots and deadlines", () => {
	const list = fc.array(fc.bigInt({ min: 1n, max: 30n }), { minLength: 1, maxLength: 25 });
	fc.assert(
		fc.property(list, fc.integer({ min: -100, max: 100_000 }), (snapshotIds, sec) => {
			const request = aRequest({ data: claimCall(snapshotIds), gas: quoteGas(20, 0), ...inSec(sec) });
			const judged = judgeRequest(request, TOKEN, limits, NOW_SEC);
			expect(judge({ ids: snapshotIds, ...inSec(sec) })).toEqual(judged);
		}),
	);
});
