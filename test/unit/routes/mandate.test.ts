import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import type { ClaimOn } from "../../../functions/core/claim.ts";
import type { Log } from "../../../functions/core/contract.ts";
import type { Hex } from "../../../functions/core/hex.ts";
import { mandateRoute } from "../../../functions/core/routes/mandate.ts";
import { paymentsOf } from "../../../functions/core/routes/token-calls.ts";
import {
	aMandate,
	anAuthorization,
	DELEGATE,
	HOLDER,
	LANE,
	NOW_SEC,
	OTHER_HOLDER,
	TOKEN,
	underMandate,
	word,
} from "../../given/claim.ts";
import { anInclusion, claimed, mandateSkipped, mandateUsed, pushFailed } from "../../given/logs.ts";

const { batchKey, claimGas, payload, trial, trialFault, outcomes } = mandateRoute;
const MANDATE = "(address account, address token, uint256 nonce, uint256 expiry)";
const abi = new Interface([
	`function claimForMany((${MANDATE} mandate, bytes signature, uint256[] snapshotIds)[] claims, uint256 gasEach)`,
	`function claimBatch(${MANDATE} mandate, bytes signature, uint256[] snapshotIds)`,
	"error MandateExpired(uint256 expiry, uint256 now_)",
	"error MandateIsRevoked(uint256 nonce)",
	"error MandateBadSignature(address account)",
	"error MandateWrongAccount(address named, address actual)",
	"error MandateGasTooLow(uint256 gasLeft, uint256 gasNeeded)",
	"error RevShareNothingDue(address account, uint256 snapshotId)",
]);
const EXPIRY = BigInt(NOW_SEC + 86_400);
const other = (given: Partial<ClaimOn<"mandate">> = {}) =>
	underMandate({ id: word(2), holder: OTHER_HOLDER, mandate: aMandate({ account: OTHER_HOLDER }), ...given });
const outcome = (logs: Log[], claim = underMandate()) =>
	outcomes([claim], anInclusion(), logs, paymentsOf).get(claim.id);

describe("claims under mandates", () => {
	test("go to the delegate in one claimForMany: each mandate, signature and snapshots, and one gas for all", () => {
		const signature: Hex = `0x${"77".repeat(65)}`;
		const { to, data, gasLimit } = payload([underMandate({ snapshotIds: [3n, 2n] }), other({ signature })], LANE);
		expect(to).toBe(DELEGATE);
		const [claims, gasEach] = abi.decodeFunctionData("claimForMany", data).toArray(true);
		expect(claims).toEqual([
			[[HOLDER, TOKEN, 7n, EXPIRY], underMandate().signature, [3n, 2n]],
			[[OTHER_HOLDER, TOKEN, 7n, EXPIRY], signature, [1n]],
		]);
		expect(gasEach * 2n).toBeLessThan(gasLimit);
	});
	test("carry the authorizations of those that still need one, in their order; without any there is no list", () => {
		const [first, second] = [anAuthorization(), anAuthorization({ nonce: 4 })];
		const third = underMandate({ id: word(3), holder: TOKEN });
		const claims = [underMandate({ authorization: first }), third, other({ authorization: second })];
		expect(payload(claims, LANE).authorizations).toEqual([first, second]);
		expect(payload([third], LANE)).not.toHaveProperty("authorizations");
	});
	test("share a transaction when delegate and gas are the same, so that one gas does for all", () => {
		const key = batchKey(underMandate());
		expect(batchKey(other({ token: OTHER_HOLDER, snapshotIds: [9n] }))).toBe(key);
		expect(batchKey(underMandate({ authorization: anAuthorization() }))).toBe(key);
		expect(batchKey(underMandate({ delegate: LANE }))).not.toBe(key);
		expect(batchKey(underMandate({ snapshotIds: [1n, 2n] }))).not.toBe(key);
		expect(batchKey(underMandate({ dueAssets: [{ asset: LANE, amount: 1n }] }))).not.toBe(key);
	});
	test("have gas for EIP-7702's 25,000 an authorization more", () => {
		expect(claimGas(underMandate({ authorization: anAuthorization() })) - claimGas(underMandate())).toBe(25_000n);
	});
	test("have the gas that the delegate asks to see before each: gasEach, a 63rd more, and 10,000", () => {
		for (const snapshots of [1, 2, 20]) {
			const claim = underMandate({ snapshotIds: Array.from({ length: snapshots }, (_, at) => BigInt(at)) });
			const [, gasEach] = abi.decodeFunctionData("claimForMany", payload([claim], LANE).data) as unknown as [
				unknown,
				bigint,
			];
			expect(claimGas(claim)).toBeGreaterThanOrEqual(gasEach + gasEach / 63n + 10_000n);
		}
	});
	test("are an error when there are none", () => expect(() => payload([], LANE)).toThrow("at least one"));
});

describe("a trial under a mandate", () => {
	test("is the account's own claimBatch, asked for by the lane", () => {
		const claim = underMandate({ snapshotIds: [3n, 2n] });
		const { from, to, data, gas } = trial(claim, LANE);
		expect([from, to]).toEqual([LANE, HOLDER]);
		expect(abi.decodeFunctionData("claimBatch", data).toArray(true)).toEqual([
			[HOLDER, TOKEN, 7n, EXPIRY],
			claim.signature,
			[3n, 2n],
		]);
		const [, gasEach] = abi.decodeFunctionData("claimForMany", payload([claim], LANE).data);
		expect(gas).toBe(21_000n + gasEach); // what the delegate gives it, and a transaction's own
	});
	test("pretends the delegation that its authorization is going to make, and no other", () => {
		const code = `0xef0100${DELEGATE.slice(2).toLowerCase()}`;
		expect(trial(underMandate({ authorization: anAuthorization() }), LANE).override).toEqual({ [HOLDER]: code });
		expect(trial(underMandate(), LANE)).not.toHaveProperty("override");
	});
	test.each([
		["MandateExpired", [1, 2], "deadline_passed"],
		["MandateIsRevoked", [7], "mandate_revoked"],
		["MandateBadSignature", [HOLDER], "bad_signature"],
		["MandateWrongAccount", [HOLDER, LANE], "bad_signature"],
		["MandateGasTooLow", [1, 2], "claim_reverted"],
		["RevShareNothingDue", [HOLDER, 1], "nothing_due"],
	])("that reverts with %s%j means %s", (name, args, code) => {
		expect(trialFault(abi.encodeErrorResult(name, args) as Hex)).toBe(code);
	});
});

describe("the outcome of a claim under a mandate", () => {
	test("is paid when the account used its mandate and the token paid", () => {
		expect(outcome([mandateUsed(), claimed()])).toMatchObject({ result: "paid", payments: [{ amount: 5n }] });
	});
	test("is reverted when the mandate was used and no push succeeded", () => {
		expect(outcome([mandateUsed(), pushFailed()])).toMatchObject({ result: "reverted", payments: [] });
	});
	test("is reverted when the delegate passed it over", () => {
		expect(outcome([mandateSkipped()])).toMatchObject({ result: "reverted", payments: [] });
	});
	test("is skipped when nobody says anything of it", () => expect(outcome([])?.result).toBe("skipped"));

	const foreign: [string, Log[]][] = [
		["a payment without the account's own word: somebody else's transaction", [claimed()]],
		["another account's word", [mandateUsed({ by: OTHER_HOLDER }), claimed()]],
		["the delegate's own word", [mandateUsed({ by: DELEGATE }), claimed()]],
		["the word for another mandate", [mandateUsed({ nonce: 8n }), claimed()]],
		["the word for another token", [mandateUsed({ token: OTHER_HOLDER }), claimed()]],
		["another account that was passed over", [mandateSkipped({ account: OTHER_HOLDER })]],
		["another mandate that was passed over", [mandateSkipped({ nonce: 8n })]],
		["a contract that says what only the delegate may", [mandateSkipped({ by: OTHER_HOLDER })]],
	];
	test.each(foreign)("does not rest on %s", (_what, logs) => {
		expect(outcome(logs)).toMatchObject({ result: "skipped", payments: [] });
	});
	test("is not held up by what a recipient logs under the same names", () => {
		const half = (log: Log): Log => ({ ...log, address: OTHER_HOLDER, data: "0x12", topics: log.topics.slice(0, 2) });
		const noise = [half(mandateUsed()), half(mandateSkipped()), half(claimed())];
		expect(outcome([...noise, mandateUsed(), claimed(), ...noise])?.result).toBe("paid");
	});
	test("of each claim in a batch is its own", () => {
		const claims = [underMandate(), other(), underMandate({ id: word(3), holder: LANE })];
		const logs = [mandateUsed(), claimed(), mandateSkipped({ account: OTHER_HOLDER })];
		const all = [...outcomes(claims, anInclusion(), logs, paymentsOf).values()];
		expect(all.map(({ result }) => result)).toEqual(["paid", "reverted", "skipped"]);
	});
});
