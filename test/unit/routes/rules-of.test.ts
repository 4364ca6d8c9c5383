import { describe, expect, test } from "@jest/globals";
import { Signature } from "ethers";
import fc from "fast-check";
import { type Claim, ROUTES, type Route } from "../../../functions/core/claim.ts";
import { type Hex, toAddress } from "../../../functions/core/hex.ts";
import { claimCall, quoteGas } from "../../../functions/core/judge-request.ts";
import { batchKey, batchPayload, fitBatch, outcomesOf, rulesOf } from "../../../functions/core/routes/rules-of.ts";
import { paymentsOf } from "../../../functions/core/routes/token-calls.ts";
import { signedBytes, unsignedTransaction } from "../../../functions/core/signed-bytes.ts";
import {
	aClaim,
	aConsent,
	aMandate,
	anAuthorization,
	aRequest,
	LANE,
	OTHER_HOLDER,
	onRoute,
	underMandate,
	word,
} from "../../given/claim.ts";
import { anInclusion } from "../../given/logs.ts";

const MAX_CALLDATA_BYTES = 120_000;
const POOL_BYTES = 128 * 1024;
const ENDLESS = 10n ** 15n;
const signature = Signature.from({ r: word(1), s: word(2), v: 27 }).serialized as Hex;

interface Shape {
	snapshots: number;
	assets: number;
	delegating: boolean;
	signatureBytes: number;
}
/** A claim of any route, as large as it is said. */
function claimOf(route: Route, n: number, { snapshots, assets, delegating, signatureBytes }: Shape): Claim {
	const holder = toAddress(`0x${(n + 1).toString(16).padStart(40, "0")}`);
	const ids = Array.from({ length: snapshots }, (_, at) => BigInt(at + 1));
	const dueAssets = Array.from({ length: assets }, () => ({ asset: OTHER_HOLDER, amount: 1n }));
	const shared = { id: word(n + 1), holder, snapshotIds: ids, dueAssets, signature };
	if (route === "forwarder") {
		const gas = quoteGas(snapshots, assets);
		return aClaim({ ...shared, request: aRequest({ from: holder, nonce: BigInt(n), gas, data: claimCall(ids) }) });
	}
	if (route === "mandate") {
		const mandate = aMandate({ account: holder });
		return underMandate({
			...shared,
			mandate,
			...(delegating ? { authorization: anAuthorization({ nonce: n, signature }) } : {}),
		});
	}
	const own = route === "contract-account" ? { signature: `0x${"5a".repeat(signatureBytes)}` as Hex } : {};
	return onRoute(route, { ...shared, ...own, consent: aConsent({ account: holder, ids }) });
}
const many = (route: Route, count: number, shape: Shape) =>
	Array.from({ length: count }, (_, n) => claimOf(route, n, shape));
const bytesOf = (batch: readonly Claim[]) => batchPayload(batch, LANE).data.length / 2 - 1;
const signedSize = (batch: readonly Claim[]): number => {
	const fees = { maxFeePerGasWei: 2n ** 60n, maxPriorityFeePerGasWei: 2n ** 60n };
	return (
		signedBytes(unsignedTransaction(31337, 2 ** 40, batchPayload(batch, LANE), fees), signature).bytes.length / 2 - 1
	);
};
const batched = ROUTES.filter((route) => route !== "contract-account");
const plain: Shape = { snapshots: 1, assets: 0, delegating: true, signatureBytes: 65 };
const shape: fc.Arbitrary<Shape> = fc.record({
	snapshots: fc.integer({ min: 1, max: 20 }),
	assets: fc.integer({ min: 0, max: 8 }),
	delegating: fc.boolean(),
	signatureBytes: fc.nat({ max: 6_000 }),
});

describe("a batch", () => {
	test.each(batched)("on the route %s takes claims in order until the gas is spent, and not one unit more", (route) => {
		const all = many(route, 3, plain);
		const { gasLimit } = batchPayload(all.slice(0, 2), LANE);
		expect(fitBatch(all, gasLimit)).toEqual(all.slice(0, 2));
		expect(fitBatch(all, gasLimit - 1n)).toEqual(all.slice(0, 1));
	});
	test.each(ROUTES)("on the route %s takes nothing when the first claim alone is too much", (route) => {
		const [one] = many(route, 1, plain) as [Claim];
		const { gasLimit } = batchPayload([one], LANE);
		expect(fitBatch([one], gasLimit)).toEqual([one]);
		expect(fitBatch([one], gasLimit - 1n)).toEqual([]);
	});
	test.each(ROUTES)("on the route %s is a prefix within gas and bytes, measured on the real transaction", (route) => {
		fc.assert(
			fc.property(shape, fc.bigInt({ min: 0n, max: 30_000_000n }), (one, gasCap) => {
				const all = many(route, route === "contract-account" ? 1 : 120, one);
				const batch = fitBatch(all, gasCap);
				expect(batch).toEqual(all.slice(0, batch.length));
				if (batch.length === 0) return;
				expect(batchPayload(batch, LANE).gasLimit).toBeLessThanOrEqual(gasCap);
				expect(bytesOf(batch)).toBeLessThanOrEqual(MAX_CALLDATA_BYTES);
			}),
			{ numRuns: 10 },
		);
	});
	// On behalf a claim is 32 bytes: gas bounds the batch long before.
	test.each(["forwarder", "mandate"] as const)(
		"on the route %s is never larger than a pool takes, envelope and authorizations included",
		(route) => {
			for (const snapshots of [1, 20]) {
				const all = many(route, 300, { ...plain, snapshots });
				const batch = fitBatch(all, ENDLESS);
				expect(batch.length).toBeLessThan(all.length);
				expect(bytesOf(batch)).toBeLessThanOrEqual(MAX_CALLDATA_BYTES);
				expect(signedSize(batch)).toBeLessThan(POOL_BYTES);
				// And no claim is counted for much more than it takes.
				expect(signedSize(batch)).toBeGreaterThan(MAX_CALLDATA_BYTES * 0.7);
			}
		},
	);
	test("of claims on behalf is bounded by gas, long before bytes, at the most gas that a transaction may have", () => {
		const all = many("on-behalf", 200, plain);
		const batch = fitBatch(all, 16_777_216n);
		expect(batch.length).toBeGreaterThan(100);
		expect(batch.length).toBeLessThan(all.length);
		expect(bytesOf(batch)).toBeLessThan(MAX_CALLDATA_BYTES / 4);
	});
	test("of none is none", () => {
		expect(fitBatch([], ENDLESS)).toEqual([]);
		expect(() => batchPayload([], LANE)).toThrow("at least one");
		expect(outcomesOf([], anInclusion(), [], paymentsOf)).toEqual(new Map());
	});
});

describe("claims of different routes", () => {
	test("never share a transaction", () => {
		expect(new Set(ROUTES.map((route) => batchKey(claimOf(route, 1, plain)))).size).toBe(ROUTES.length);
	});
	test("are tried with no more gas than the transaction that would carry each alone", () => {
		fc.assert(
			fc.property(fc.constantFrom(...ROUTES), shape, (route, one) => {
				const claim = claimOf(route, 1, one);
				const { gas } = rulesOf(claim).trial(claim, LANE);
				expect(gas).toBeLessThanOrEqual(batchPayload([claim], LANE).gasLimit);
			}),
		);
	});
	test("share a batch's gas evenly and never sum to more than was used", () => {
		fc.assert(
			fc.property(fc.constantFrom(...batched), fc.bigInt({ min: 0n, max: 30_000_000n }), (route, gasUsed) => {
				const each = [...outcomesOf(many(route, 7, plain), anInclusion({ gasUsed }), [], paymentsOf).values()];
				const sum = each.reduce((total, one) => total + one.gasUsed, 0n);
				expect(sum).toBeLessThanOrEqual(gasUsed);
				expect(gasUsed - sum).toBeLessThan(7n);
			}),
		);
	});
});
