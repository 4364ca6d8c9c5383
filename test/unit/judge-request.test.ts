import { describe, expect, test } from "@jest/globals";
import { AbiCoder, id } from "ethers";
import fc from "fast-check";
import type { Hex } from "../../functions/core/hex.ts";
import { claimCall, judgeRequest, quoteGas } from "../../functions/core/judge-request.ts";
import type { ForwardRequest } from "../../functions/core/typed-data.ts";
import { aRequest, FORWARDER, limits, NOW_SEC, TOKEN } from "../given/claim.ts";

const MAX = 2n ** 256n - 1n;
const judge = (given: Partial<ForwardRequest>) =>
	judgeRequest(aRequest({ gas: quoteGas(20, 0), ...given }), TOKEN, limits, NOW_SEC);
const inSec = (seconds: number) => ({ deadlineSec: BigInt(NOW_SEC + seconds) });
const ids = (count: number) => Array.from({ length: count }, (_, at) => BigInt(at + 1));
const encoded = (types: string[], ...values: unknown[]) => AbiCoder.defaultAbiCoder().encode(types, values).slice(2);
const snapshotIds = fc.uniqueArray(fc.bigInt({ min: 0n, max: MAX }), { minLength: 1, maxLength: 20 });
const batch = (list: bigint[]): Hex => `0x62abebce${encoded(["uint256[]"], list)}`;

describe("a request is refused", () => {
	const cases: [string, string, Partial<ForwardRequest>][] = [
		["wrong_target", "addressed to another contract", { to: FORWARDER }],
		["value_not_zero", "sending a wei along", { value: 1n }],
		["wrong_selector", "calling something else", { data: `${id("transfer(address,uint256)").slice(0, 10)}00` as Hex }],
		["wrong_selector", "with no calldata", { data: "0x" }],
		["wrong_selector", "with half a selector", { data: "0x3796" }],
		["wrong_calldata_length", "with a selector alone", { data: "0x379607f5" }],
		["wrong_calldata_length", "with a byte too many", { data: `${claimCall([1n])}00` }],
		["wrong_calldata_length", "with a byte too few", { data: claimCall([1n]).slice(0, -2) as Hex }],
		["wrong_calldata_length", "with a batch's tail", { data: `${claimCall(ids(2))}${"00".repeat(32)}` }],
		["nothing_due", "naming no snapshot", { data: batch([]) }],
		["too_many_snapshots", "naming 21 of 20 snapshots", { data: claimCall(ids(21)) }],
		["duplicate_snapshot", "naming a snapshot twice", { data: claimCall([4n, 5n, 4n]) }],
		["gas_too_low", "a unit of gas below the least", { gas: 89_999n }],
		["gas_above_cap", "a unit of gas above the cap", { gas: limits.requestGasCap + 1n }],
		["deadline_passed", "at its deadline", inSec(0)],
		["deadline_passed", "after its deadline", inSec(-1)],
		["deadline_too_soon", "a second before the least notice", inSec(59)],
		["deadline_too_far", "a second beyond the longest notice", inSec(86_401)],
		["deadline_too_far", "with the greatest uint48", { deadlineSec: 2n ** 48n - 1n }],
	];
	test.each(cases)("%s: %s", (code, _rule, given) => {
		expect(judge(given)).toMatchObject({ ok: false, code });
	});

	test("wrong_calldata_length: an array whose offset is not the canonical one", () => {
		const data: Hex = `0x62abebce${encoded(["uint256"], 64n)}${"00".repeat(32)}${encoded(["uint256"], 0n)}`;
		expect(judge({ data })).toMatchObject({ ok: false, code: "wrong_calldata_length" });
	});
	test("wrong_calldata_length: an array that says to be longer than the calldata", () => {
		const data: Hex = `0x62abebce${encoded(["uint256"], 32n)}${encoded(["uint256"], MAX)}`;
		expect(judge({ data })).toMatchObject({ ok: false, code: "wrong_calldata_length" });
	});
	const DEADLINES = { nowSec: NOW_SEC, soonestSec: NOW_SEC + 60, farthestSec: NOW_SEC + 86_400 };
	const told: [string, Partial<ForwardRequest>, Record<string, string | number>][] = [
		["how many snapshots are too many", { data: claimCall(ids(21)) }, { most: 20 }],
		["what the least gas is", { gas: 1n }, { leastGas: "90000", gasCap: "4000000" }],
		["what the least gas of three snapshots is", { gas: 1n, data: claimCall(ids(3)) }, { leastGas: "108000" }],
		["what the gas cap is", { gas: 2n ** 200n }, { gasCap: "4000000" }],
		["what the deadlines are when it is over", inSec(-5), DEADLINES],
		["what the deadlines are when it is near", inSec(1), DEADLINES],
		["what the deadlines are when it is far", inSec(90_000), DEADLINES],
	];
	test.each(told)("and told %s", (_what, given, facts) => expect(judge(given)).toMatchObject({ facts }));
	test("by the first rule that it breaks", () => {
		expect(judge({ to: FORWARDER, value: 1n, ...inSec(-1) })).toMatchObject({ ok: false, code: "wrong_target" });
		expect(judge({ gas: 1n, ...inSec(-1) })).toMatchObject({ ok: false, code: "deadline_passed" });
	});
});

describe("a request is taken", () => {
	const cases: [string, Partial<ForwardRequest>][] = [
		["with the least gas", { gas: 90_000n }],
		["with the cap's gas", { gas: limits.requestGasCap }],
		["with the least notice", inSec(60)],
		["with the longest notice", inSec(86_400)],
		["with as many snapshots as allowed", { data: claimCall(ids(20)) }],
		["with a batch of one", { data: batch([1n]) }],
		["for the greatest snapshot id", { data: claimCall([MAX]) }],
	];
	test.each(cases)("%s", (_rule, given) => expect(judge(given).ok).toBe(true));

	test("for exactly the snapshots that its call names", () => {
		fc.assert(
			fc.property(snapshotIds, (list) => {
				expect(judge({ data: claimCall(list) })).toEqual({ ok: true, snapshotIds: list });
			}),
		);
	});
});

describe("calldata that is not exactly a claim's", () => {
	const bytes = fc.uint8Array({ minLength: 1, maxLength: 96 }).map((all) => Buffer.from(all).toString("hex"));

	test("is refused with anything behind it", () => {
		fc.assert(
			fc.property(snapshotIds, bytes, (list, tail) => {
				expect(judge({ data: `${claimCall(list)}${tail}` }).ok).toBe(false);
			}),
		);
	});
	test("is refused when cut anywhere", () => {
		fc.assert(
			fc.property(snapshotIds, fc.nat(), (list, cut) => {
				const data = claimCall(list);
				const kept = 2 + 2 * (cut % ((data.length - 2) / 2));
				expect(judge({ data: data.slice(0, kept) as Hex }).ok).toBe(false);
			}),
		);
	});
	test("is refused with a bit changed, or names other snapshots in the same canonical form", () => {
		fc.assert(
			fc.property(snapshotIds, fc.nat(), fc.integer({ min: 0, max: 7 }), (list, where, bit) => {
				const raw = Buffer.from(claimCall(list).slice(2), "hex");
				const at = where % raw.length;
				raw[at] = (raw[at] ?? 0) ^ (1 << bit);
				const data: Hex = `0x${raw.toString("hex")}`;
				const verdict = judge({ data });
				if (!verdict.ok) return;
				expect(verdict.snapshotIds).not.toEqual(list);
				expect([claimCall(verdict.snapshotIds), batch(verdict.snapshotIds)]).toContain(data);
			}),
		);
	});
	test("is refused when it is any other bytes", () => {
		fc.assert(fc.property(bytes, (body) => expect(judge({ data: `0x${body}` }).ok).toBe(false)));
	});
});

describe("a quote's gas", () => {
	test("is within the default limits for as many snapshots as one request may name", () => {
		for (let count = 1; count <= limits.snapshotsPerClaim; count++) {
			expect(judge({ data: claimCall(ids(count)), gas: quoteGas(count, 0) }).ok).toBe(true);
		}
	});
});
