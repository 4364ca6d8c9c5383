import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Claim } from "../../functions/core/claim.ts";
import type { Log } from "../../functions/core/contract.ts";
import { ETH } from "../../functions/core/hex.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { outcomesOf } from "../../functions/core/routes/rules-of.ts";
import { paymentsOf } from "../../functions/core/routes/token-calls.ts";
import type { Inclusion } from "../../functions/core/transaction.ts";
import { aClaim, aRequest, HOLDER, LANE, OTHER_HOLDER, TOKEN, word } from "../given/claim.ts";
import { claimed, executed } from "../given/logs.ts";

const inclusion: Inclusion = {
	hash: word(9),
	blockNumber: 5,
	blockHash: word(5),
	ok: true,
	gasUsed: 300_001n,
	gasPriceWei: 1n,
};
const outcomes = (claims: Claim[], logs: Log[]) => outcomesOf(claims, inclusion, logs, paymentsOf);
const outcome = (logs: Log[], claim = aClaim()) => outcomes([claim], logs).get(claim.id);

describe("a claim's outcome", () => {
	test("is paid, with every push, when the forwarder executed it and the token paid", () => {
		expect(outcome([claimed({ amount: 7n, recipient: LANE }), executed()])).toEqual({
			result: "paid",
			transactionHash: word(9),
			blockNumber: 5,
			blockHash: word(5),
			gasUsed: 300_001n,
			payments: [{ asset: ETH, recipient: LANE, snapshotId: 1n, amount: 7n }],
		});
	});
	test("holds the pushes of all its snapshots and assets", () => {
		const claim = aClaim({ snapshotIds: [1n, 2n], request: aRequest({ data: claimCall([1n, 2n]) }) });
		const logs = [claimed(), claimed({ snapshotId: 2n }), claimed({ snapshotId: 2n, asset: OTHER_HOLDER }), executed()];
		expect(outcome(logs, claim)?.payments).toHaveLength(3);
	});
	test("is reverted when the forwarder's call failed", () => {
		expect(outcome([executed({ success: false })])).toMatchObject({ result: "reverted", payments: [] });
	});
	test("is reverted when the call went through and paid nothing", () => {
		expect(outcome([executed()])).toMatchObject({ result: "reverted" });
	});
	test("is skipped when the forwarder does not mention it", () => {
		expect(outcome([])).toMatchObject({ result: "skipped", payments: [] });
	});

	const foreign: [string, Log[], string][] = [
		["a mark by another contract", [claimed(), executed({ by: OTHER_HOLDER })], "skipped"],
		["a mark by the token", [claimed(), executed({ by: TOKEN })], "skipped"],
		["a mark of another holder", [claimed(), executed({ signer: OTHER_HOLDER })], "skipped"],
		["a mark of another nonce", [claimed(), executed({ nonce: 1n })], "skipped"],
		["a payment by another token", [claimed({ by: OTHER_HOLDER }), executed()], "reverted"],
		["a payment to another account", [claimed({ account: OTHER_HOLDER }), executed()], "reverted"],
		["a payment of another snapshot", [claimed({ snapshotId: 2n }), executed()], "reverted"],
	];
	test.each(foreign)("does not rest on %s", (_what, logs, result) => {
		expect(outcome(logs)).toMatchObject({ result, payments: [] });
	});

	test("says nothing of the receipt's status", () => {
		const inside = outcomesOf([aClaim()], { ...inclusion, ok: false }, [claimed(), executed()], paymentsOf);
		expect(inside.get(aClaim().id)?.result).toBe("paid");
	});
});

describe("the outcomes of a batch", () => {
	const holders = [HOLDER, OTHER_HOLDER, LANE];
	const batch = holders.map((holder, n) =>
		aClaim({ id: word(n + 1), holder, request: aRequest({ from: holder, nonce: BigInt(n) }) }),
	);

	test("are each claim's own: one paid, one reverted, one skipped", () => {
		const logs = [claimed(), executed(), executed({ signer: OTHER_HOLDER, nonce: 1n, success: false })];
		expect([...outcomes(batch, logs).values()].map(({ result }) => result)).toEqual(["paid", "reverted", "skipped"]);
	});
	test("share the gas evenly and never sum to more than was used", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 30_000_000n }), (gasUsed) => {
				const each = [...outcomesOf(batch, { ...inclusion, gasUsed }, [], paymentsOf).values()];
				const sum = each.reduce((total, one) => total + one.gasUsed, 0n);
				expect(sum).toBeLessThanOrEqual(gasUsed);
				expect(gasUsed - sum).toBeLessThan(3n);
			}),
		);
	});
	test("do not depend on the order of the logs", () => {
		const logs = [claimed(), executed(), executed({ signer: OTHER_HOLDER, nonce: 1n, success: false })];
		fc.assert(
			fc.property(fc.shuffledSubarray(logs, { minLength: 3 }), (mixed) => {
				expect(outcomes(batch, mixed)).toEqual(outcomes(batch, logs));
			}),
		);
	});
	test("are none for no claims", () => expect(outcomes([], [executed()])).toEqual(new Map()));
});
