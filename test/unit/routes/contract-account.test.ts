import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import type { ClaimOn } from "../../../functions/core/claim.ts";
import type { Log } from "../../../functions/core/contract.ts";
import type { Hex } from "../../../functions/core/hex.ts";
import { contractAccountRoute } from "../../../functions/core/routes/contract-account.ts";
import { paymentsOf } from "../../../functions/core/routes/token-calls.ts";
import { aConsent, HOLDER, LANE, NOW_SEC, OTHER_HOLDER, onRoute, TOKEN, word } from "../../given/claim.ts";
import { anInclusion, claimed, pushFailed } from "../../given/logs.ts";

const { batchKey, calldataBytes, payload, trial, trialFault, outcomes } = contractAccountRoute;
const abi = new Interface([
	"function claimWithConsent(address account, uint256[] ids, uint256 deadline, bytes signature)",
	"error RevShareConsentExpired(uint256 deadline, uint256 now_)",
	"error RevShareInvalidConsent(address account, uint256 nonce)",
	"error RevShareNothingDue(address account, uint256 snapshotId)",
]);
type ContractClaim = ClaimOn<"contract-account">;
const aClaim = (given: Partial<ContractClaim> = {}) => onRoute("contract-account", given) as ContractClaim;
const outcome = (logs: Log[], given = {}) => {
	const claim = aClaim();
	return outcomes([claim], anInclusion(given), logs, paymentsOf).get(claim.id);
};
const bytesIn = (data: Hex) => data.length / 2 - 1;

describe("a contract's claim", () => {
	test("goes to the token's claimWithConsent as it was signed: the ids in their order, the whole signature", () => {
		const signature: Hex = `0x${"5a".repeat(130)}`;
		const claim = aClaim({ signature, snapshotIds: [2n, 1n], consent: aConsent({ ids: [2n, 1n] }) });
		const { to, data, ...rest } = payload([claim], LANE);
		expect(to).toBe(TOKEN);
		expect(abi.decodeFunctionData("claimWithConsent", data).toArray(true)).toEqual([
			HOLDER,
			[2n, 1n],
			BigInt(NOW_SEC + 3_600),
			signature,
		]);
		expect(Object.keys(rest)).toEqual(["gasLimit"]);
	});
	test("is sent alone: no two share a key, and a payload of two is an error", () => {
		const two = [aClaim(), aClaim({ id: word(2), holder: OTHER_HOLDER })];
		expect(new Set(two.map(batchKey)).size).toBe(2);
		expect(() => payload(two, LANE)).toThrow("alone");
		expect(() => payload([], LANE)).toThrow("alone");
	});
	test("counts for no fewer bytes than its calldata has, whatever its signature and ids", () => {
		for (const length of [0, 1, 65, 64, 500, 4_000])
			for (const count of [1, 2, 20]) {
				const ids = Array.from({ length: count }, (_, at) => BigInt(at));
				const signature: Hex = `0x${"5a".repeat(length)}`;
				const claim = aClaim({ signature, snapshotIds: ids, consent: aConsent({ ids }) });
				expect(calldataBytes(claim)).toBeGreaterThanOrEqual(bytesIn(payload([claim], LANE).data) - 4 - 32);
			}
	});
	test("is tried as the very call that is sent, with the very gas", () => {
		const { data, gasLimit } = payload([aClaim()], LANE);
		expect(trial(aClaim(), LANE)).toEqual({ from: LANE, to: TOKEN, data, gas: gasLimit });
	});
	test.each([
		["RevShareConsentExpired", [1, 2], "deadline_passed"],
		["RevShareInvalidConsent", [HOLDER, 0], "bad_signature"],
		["RevShareNothingDue", [HOLDER, 1], "nothing_due"],
	])("whose trial reverts with %s%j is refused as %s", (name, args, code) => {
		expect(trialFault(abi.encodeErrorResult(name, args) as Hex)).toBe(code);
	});
});

describe("the outcome of a contract's claim", () => {
	test("is paid when the token paid", () => {
		expect(outcome([claimed()])).toMatchObject({ result: "paid", payments: [{ amount: 5n }] });
	});
	test("is reverted when the transaction was", () => expect(outcome([], { ok: false })?.result).toBe("reverted"));
	test("is reverted when its push failed", () => expect(outcome([pushFailed()])?.result).toBe("reverted"));
	test("is skipped when nothing is said of it", () => expect(outcome([])?.result).toBe("skipped"));
	test("does not rest on what another token or account did", () => {
		const logs = [claimed({ by: OTHER_HOLDER }), claimed({ account: OTHER_HOLDER }), claimed({ snapshotId: 4n })];
		expect(outcome(logs)).toMatchObject({ result: "skipped", payments: [] });
	});
});
