import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Claim } from "../../functions/core/claim.ts";
import type { Log } from "../../functions/core/contract.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import { batchKey, batchPayload, fitBatch, outcomesOf, rulesOf } from "../../functions/core/routes/rules-of.ts";
import { paymentsOf, token } from "../../functions/core/routes/token-calls.ts";
import type { Inclusion } from "../../functions/core/transaction.ts";
import {
	aClaim,
	aConsent,
	aMandate,
	DELEGATE,
	HOLDER,
	LANE,
	OTHER_HOLDER,
	onRoute,
	TOKEN,
	underMandate,
	word,
} from "../given/claim.ts";
import { claimed, refusedPush, skipped, used } from "../given/logs.ts";

const MAX_BYTES = 120_000;
const inclusion: Inclusion = {
	hash: word(9),
	blockNumber: 5,
	blockHash: word(5),
	ok: true,
	gasUsed: 90n,
	gasPriceWei: 1n,
};
const authorization = { chainId: 31337, delegate: DELEGATE, nonce: 0, signature: word(1) };
const ids = (count: number) => Array.from({ length: count }, (_, at) => BigInt(at + 1));
/** So many claims of one batch, as large as they get. */
const makers: Record<string, (snapshots: number) => Claim> = {
	"on-behalf": (count) => onRoute("on-behalf", { snapshotIds: ids(count) }),
	forwarder: (count) => aClaim({ snapshotIds: ids(count) }),
	mandate: (count) => underMandate({ snapshotIds: ids(count), authorization }),
};
const resultOf = (claim: Claim, logs: Log[], given: Partial<Inclusion> = {}) =>
	outcomesOf([claim], { ...inclusion, ...given }, logs, paymentsOf).get(claim.id)?.result;

describe.each(Object.entries(makers))("a batch on the route %s", (_route, make) => {
	test("is a prefix within gas and bytes, measured on the real calldata", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 400 }),
				fc.integer({ min: 1, max: 20 }),
				fc.bigInt({ min: 0n, max: 60_000_000n }),
				(count, snapshots, gasCap) => {
					const all = Array.from({ length: count }, () => make(snapshots));
					const batch = fitBatch(all, gasCap);
					expect(batch).toEqual(all.slice(0, batch.length));
					if (batch.length === 0) return;
					const { data, gasLimit, authorizations = [] } = batchPayload(batch, LANE);
					expect(gasLimit).toBeLessThanOrEqual(gasCap);
					expect(data.length / 2 - 1 + 128 * authorizations.length).toBeLessThanOrEqual(MAX_BYTES);
				},
			),
			{ numRuns: 15 },
		);
	});
});

describe("claims share a transaction", () => {
	test("on behalf: of one token and the same snapshots, in whatever order", () => {
		const key = (snapshotIds: bigint[], given: Partial<Claim> = {}) =>
			batchKey(onRoute("on-behalf", { snapshotIds, ...given }));
		expect(key([1n, 2n])).toBe(key([2n, 1n]));
		expect(key([1n, 12n])).not.toBe(key([11n, 2n]));
		expect(key([1n])).not.toBe(key([1n], { token: OTHER_HOLDER }));
	});
	test("a contract's consent with nobody", () => {
		expect(batchKey(onRoute("contract-account"))).not.toBe(batchKey(onRoute("contract-account", { id: word(2) })));
		const two = [onRoute("contract-account"), onRoute("contract-account")];
		expect(() => batchPayload(two, LANE)).toThrow("alone");
	});
	test("never with those of another route", () => {
		const all = [aClaim(), onRoute("on-behalf"), onRoute("contract-account"), underMandate()];
		expect(new Set(all.map(batchKey)).size).toBe(4);
	});
});

describe("what is sent", () => {
	test("on behalf: the holders, and the snapshots once, ascending", () => {
		const batch = [
			onRoute("on-behalf", { snapshotIds: [3n, 1n] }),
			onRoute("on-behalf", { holder: OTHER_HOLDER, snapshotIds: [1n, 3n] }),
		];
		expect(batchPayload(batch, LANE)).toMatchObject({
			to: TOKEN,
			data: token.encode("claimForMany", [
				[HOLDER, OTHER_HOLDER],
				[1n, 3n],
			]),
		});
	});
	test("for a contract: exactly what it has signed", () => {
		const consent = aConsent({ ids: [2n, 1n] });
		const claim = onRoute("contract-account", {
			consent,
			snapshotIds: [2n, 1n],
			signature: "0x1234",
		} as Partial<Claim>);
		expect(batchPayload([claim], LANE).data).toBe(
			token.encode("claimWithConsent", [HOLDER, [2n, 1n], consent.deadlineSec, "0x1234"]),
		);
	});
	test("under a mandate: with an authorization only for those who need one", () => {
		const { to, authorizations } = batchPayload([underMandate({ authorization }), underMandate({ id: word(2) })], LANE);
		expect([to, authorizations]).toEqual([DELEGATE, [authorization]]);
		expect(batchPayload([underMandate()], LANE)).not.toHaveProperty("authorizations");
	});
	test("an account that is not delegated yet is tried as if it were", () => {
		const trial = (claim: Claim) => rulesOf(claim).trial(claim, LANE);
		expect(trial(underMandate({ authorization })).override).toEqual({ [HOLDER]: delegationCode(DELEGATE) });
		expect(trial(underMandate())).not.toHaveProperty("override");
		expect(trial(underMandate()).to).toBe(HOLDER);
	});
});

describe("what became of a claim", () => {
	test.each([
		["on behalf, the token paid", "paid", onRoute("on-behalf"), [claimed()]],
		["on behalf, its push failed", "reverted", onRoute("on-behalf"), [refusedPush()]],
		["on behalf, the token passed it over", "skipped", onRoute("on-behalf"), []],
		["of a contract, the token paid", "paid", onRoute("contract-account"), [claimed()]],
		["of a contract, nothing happened", "skipped", onRoute("contract-account"), []],
		["under a mandate, used and paid", "paid", underMandate(), [used(), claimed()]],
		["under a mandate, used and not paid", "reverted", underMandate(), [used()]],
		["under a mandate, skipped by the delegate", "reverted", underMandate(), [skipped()]],
		["under a mandate, a no-op was mined instead", "skipped", underMandate(), []],
		["under a mandate, another one was used", "skipped", underMandate({ mandate: aMandate({ nonce: 8n }) }), [used()]],
	] as const)("%s: %s", (_what, result, claim, logs) => {
		expect(resultOf(claim, [...logs])).toBe(result);
	});
	test("of a contract, the transaction reverted", () => {
		expect(resultOf(onRoute("contract-account"), [], { ok: false })).toBe("reverted");
	});
});
