import { describe, expect, test } from "@jest/globals";
import { Interface, type InterfaceAbi } from "ethers";
import fc from "fast-check";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import type { Claim, ClaimOn } from "../../functions/core/claim.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { forwarder, forwarderRoute } from "../../functions/core/routes/forwarder.ts";
import { batchPayload, fitBatch } from "../../functions/core/routes/rules-of.ts";
import { aClaim, aRequest, FORWARDER, HOLDER, LANE, word } from "../given/claim.ts";

const MAX_CALLDATA_BYTES = 120_000;
const ENDLESS = 10n ** 12n;
const ids = (count: number) => Array.from({ length: count }, (_, at) => BigInt(at + 1));
const claimOf = (n: number, snapshots: number, gas = 140_000n): ClaimOn<"forwarder"> =>
	aClaim({ id: word(n), request: aRequest({ nonce: BigInt(n), gas, data: claimCall(ids(snapshots)) }) });
const claims = fc
	.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.bigInt({ min: 50_000n, max: 1_500_000n })), { maxLength: 250 })
	.map((all) => all.map(([snapshots, gas], n) => claimOf(n, snapshots, gas)));
const { claimGas, trial, trialFault } = forwarderRoute;
const errors = new Interface(erc2771ForwarderAbi as unknown as InterfaceAbi);
const bytesOf = (batch: readonly Claim[]) => batchPayload(batch, LANE).data.length / 2 - 1;

describe("a batch", () => {
	test("takes claims in order until the gas is spent, and not one unit more", () => {
		const all = [1, 2, 3].map((n) => claimOf(n, 1));
		const { gasLimit } = batchPayload(all.slice(0, 2), LANE);
		expect(fitBatch(all, gasLimit)).toEqual(all.slice(0, 2));
		expect(fitBatch(all, gasLimit - 1n)).toEqual(all.slice(0, 1));
	});
	test("takes nothing when the first claim alone is too much", () => {
		expect(fitBatch([claimOf(1, 1)], 100_000n)).toEqual([]);
	});
	test("takes fewer than would fit by gas when the bytes are spent, and uses most of them", () => {
		const all = Array.from({ length: 400 }, (_, n) => claimOf(n, 20));
		const batch = fitBatch(all, ENDLESS);
		expect(batch.length).toBeLessThan(all.length);
		expect(bytesOf(batch)).toBeLessThanOrEqual(MAX_CALLDATA_BYTES);
		expect(bytesOf(batch)).toBeGreaterThan(MAX_CALLDATA_BYTES * 0.9);
	});
	test("holds at least 200 plain claims by bytes", () => {
		const all = Array.from({ length: 400 }, (_, n) => claimOf(n, 1));
		expect(fitBatch(all, ENDLESS).length).toBeGreaterThanOrEqual(200);
	});
	test("is a prefix within both bounds, measured on the real calldata", () => {
		fc.assert(
			fc.property(claims, fc.bigInt({ min: 0n, max: 60_000_000n }), (all, gasCap) => {
				const batch = fitBatch(all, gasCap);
				expect(batch).toEqual(all.slice(0, batch.length));
				if (batch.length === 0) return;
				expect(batchPayload(batch, LANE).gasLimit).toBeLessThanOrEqual(gasCap);
				expect(bytesOf(batch)).toBeLessThanOrEqual(MAX_CALLDATA_BYTES);
			}),
			{ numRuns: 12 },
		);
	});
	test("counts for each claim no fewer bytes than its real calldata takes", () => {
		// One more claim with as much data as fits must never push the real length over the bound.
		for (const snapshots of [1, 2, 7, 20]) {
			const all = Array.from({ length: 400 }, (_, n) => claimOf(n, snapshots));
			const batch = fitBatch(all, ENDLESS);
			const one = bytesOf(all.slice(0, 2)) - bytesOf(all.slice(0, 1));
			expect(bytesOf(batch)).toBeLessThanOrEqual(MAX_CALLDATA_BYTES);
			expect(bytesOf(batch) + 2 * one + batch.length * 96).toBeGreaterThan(MAX_CALLDATA_BYTES);
		}
	});
});

describe("a batch's transaction", () => {
	test("carries each request with its signature, the lane as refund receiver, no value", () => {
		const batch = [claimOf(1, 1), claimOf(2, 3)];
		const { to, data } = batchPayload(batch, LANE);
		expect(to).toBe(FORWARDER);
		expect(data).toBe(
			forwarder.encode("executeBatch", [
				batch.map(({ request: { nonce: _nonce, deadlineSec, ...rest }, signature }) => ({
					...rest,
					deadline: Number(deadlineSec) as never,
					signature,
				})),
				LANE,
			]),
		);
	});
	test("gives each request its gas after EIP-150 keeps a 64th back", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 50_000n, max: 1_500_000n }), (gas) => {
				const given = claimGas(claimOf(1, 1, gas));
				expect(given - given / 64n).toBeGreaterThanOrEqual(gas);
			}),
		);
	});
});

test("a trial is the forwarder's execute of this claim alone, sent by the lane, with room for no more than its gas", () => {
	const { from, to, data, gas } = trial(aClaim(), LANE);
	expect([from, to, data.slice(0, 10)]).toEqual([LANE, FORWARDER, forwarder.selector("execute")]);
	expect(data).toContain(claimCall([1n]).slice(2));
	expect(gas).toBe(claimGas(aClaim()) + 21_000n);
});
test("a trial's fault is the forwarder's word for it, or that the token refused", () => {
	const fault = (name: string, ...args: unknown[]) => trialFault(errors.encodeErrorResult(name, args) as `0x${string}`);
	expect(fault("ERC2771ForwarderExpiredRequest", 1)).toBe("deadline_passed");
	expect(fault("ERC2771ForwarderInvalidSigner", LANE, HOLDER)).toBe("nonce_used");
	expect(fault("FailedCall")).toBe("claim_reverted");
	expect(trialFault("0x")).toBe("claim_reverted");
});
