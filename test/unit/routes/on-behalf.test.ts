import { describe, expect, test } from "@jest/globals";
import { Interface } from "ethers";
import fc from "fast-check";
import type { ClaimOn } from "../../../functions/core/claim.ts";
import type { Log } from "../../../functions/core/contract.ts";
import { ETH, type Hex } from "../../../functions/core/hex.ts";
import { onBehalfRoute } from "../../../functions/core/routes/on-behalf.ts";
import { paymentsOf } from "../../../functions/core/routes/token-calls.ts";
import { HOLDER, LANE, OTHER_HOLDER, onRoute, TOKEN, word } from "../../given/claim.ts";
import { anInclusion, claimed, pushFailed } from "../../given/logs.ts";

const { batchKey, claimGas, payload, trial, trialFault, outcomes } = onBehalfRoute;
const abi = new Interface([
	"function claimForMany(address[] accounts, uint256[] snapshotIds)",
	"function claimFor(address account, uint256[] snapshotIds)",
	"error RevShareNothingDue(address account, uint256 snapshotId)",
	"error RevShareClaimExpired(uint256 snapshotId, uint256 expiresAt, uint256 now_)",
	"error RevShareUnknownSnapshot(uint256 snapshotId, uint256 currentSnapshotId)",
	"error RevShareRecipientRequired(address account)",
	"error RevSharePushFailed(address asset, address recipient, uint256 amount)",
]);
const aClaim = (given: Partial<ClaimOn<"on-behalf">> = {}) => onRoute("on-behalf", given) as ClaimOn<"on-behalf">;
const outcome = (logs: Log[], claim = aClaim()) =>
	outcomes([claim], anInclusion(), logs, paymentsOf).get(claim.id as Hex);

describe("claims on behalf of their holders", () => {
	test("go to the token in one claimForMany, each holder in the order of the claims, no value", () => {
		const claims = [aClaim(), aClaim({ id: word(2), holder: OTHER_HOLDER })];
		const { to, data, ...rest } = payload(claims, LANE);
		expect(to).toBe(TOKEN);
		expect(abi.decodeFunctionData("claimForMany", data).toArray(true)).toEqual([[HOLDER, OTHER_HOLDER], [1n]]);
		expect(Object.keys(rest)).toEqual(["gasLimit"]);
	});
	test("name their snapshots ascending, by number", () => {
		const { data } = payload([aClaim({ snapshotIds: [10n, 9n, 2n ** 70n, 1n] })], LANE);
		expect(abi.decodeFunctionData("claimForMany", data).toArray(true)[1]).toEqual([1n, 9n, 10n, 2n ** 70n]);
	});
	test("share a transaction when token and snapshots are the same, in whatever order they were signed", () => {
		const key = batchKey(aClaim({ snapshotIds: [1n, 2n] }));
		expect(batchKey(aClaim({ id: word(3), holder: OTHER_HOLDER, snapshotIds: [2n, 1n] }))).toBe(key);
		for (const other of [{ snapshotIds: [1n] }, { snapshotIds: [12n] }, { token: OTHER_HOLDER }])
			expect(batchKey(aClaim({ snapshotIds: [1n, 2n], ...other }))).not.toBe(key);
	});
	test("are an error when there are none", () => expect(() => payload([], LANE)).toThrow("at least one"));
});

describe("a trial on behalf of the holder", () => {
	test("is the token's claimFor, from the lane", () => {
		const claim = aClaim({ snapshotIds: [3n, 2n] });
		const { from, to, data } = trial(claim, LANE);
		expect([from, to]).toEqual([LANE, TOKEN]);
		expect(abi.decodeFunctionData("claimFor", data).toArray(true)).toEqual([HOLDER, [2n, 3n]]);
	});
	test("has no more gas than the claim's own share of a batch: many dear ones together would starve it", () => {
		for (const assets of [0, 8])
			for (const snapshots of [1, 20]) {
				const snapshotIds = Array.from({ length: snapshots }, (_, at) => BigInt(at + 1));
				const dueAssets = Array.from({ length: assets }, () => ({ asset: OTHER_HOLDER, amount: 1n }));
				const claim = aClaim({ snapshotIds, dueAssets });
				expect(trial(claim, LANE).gas).toBe(21_000n + claimGas(claim));
			}
	});
	test.each([
		["RevShareNothingDue", [HOLDER, 1], "nothing_due"],
		["RevShareClaimExpired", [1, 2, 3], "nothing_due"],
		["RevShareUnknownSnapshot", [9, 1], "nothing_due"],
		["RevShareRecipientRequired", [HOLDER], "contract_account"],
		["RevSharePushFailed", [ETH, HOLDER, 5], "claim_reverted"],
	])("that reverts with %s%j means %s", (name, args, code) => {
		expect(trialFault(abi.encodeErrorResult(name, args) as Hex)).toBe(code);
	});
	test.each<Hex>(["0x", "0x12", "0x08c379a0", "0xdeadbeef"])("that reverts with %s means claim_reverted", (bytes) => {
		expect(trialFault(bytes)).toBe("claim_reverted");
	});
});

describe("the outcome of a claim on behalf", () => {
	test("is paid, with every push to its holder or his recipient", () => {
		const logs = [claimed({ recipient: LANE, amount: 7n }), claimed({ asset: OTHER_HOLDER })];
		expect(outcome(logs)).toEqual({
			result: "paid",
			transactionHash: word(9),
			blockNumber: 5,
			blockHash: word(5),
			gasUsed: 300_001n,
			payments: [
				{ asset: ETH, recipient: LANE, snapshotId: 1n, amount: 7n },
				{ asset: OTHER_HOLDER, recipient: HOLDER, snapshotId: 1n, amount: 5n },
			],
		});
	});
	test("is paid when one of its assets was and another could not be pushed", () => {
		expect(outcome([pushFailed({ asset: OTHER_HOLDER }), claimed()])).toMatchObject({ result: "paid" });
	});
	test("is reverted when its only push failed", () => {
		expect(outcome([pushFailed()])).toMatchObject({ result: "reverted", payments: [] });
	});
	test("is skipped when the token says nothing of it: another transaction was first", () => {
		expect(outcome([])).toMatchObject({ result: "skipped", payments: [] });
	});
	const foreign: [string, Log[]][] = [
		["another account", [claimed({ account: OTHER_HOLDER }), pushFailed({ account: OTHER_HOLDER })]],
		["another snapshot", [claimed({ snapshotId: 2n }), pushFailed({ snapshotId: 2n })]],
		["another token", [claimed({ by: OTHER_HOLDER }), pushFailed({ by: OTHER_HOLDER })]],
	];
	test.each(foreign)("does not rest on what is said of %s", (_what, logs) => {
		expect(outcome(logs)).toMatchObject({ result: "skipped", payments: [] });
	});
	test("of each claim in a batch is its own, whatever the order of the logs", () => {
		const holders = [HOLDER, OTHER_HOLDER, LANE];
		const claims = holders.map((holder, n) => aClaim({ id: word(n + 1), holder }));
		const logs = [claimed(), pushFailed({ account: OTHER_HOLDER }), claimed({ account: TOKEN })];
		fc.assert(
			fc.property(fc.shuffledSubarray(logs, { minLength: 3 }), (mixed) => {
				const all = outcomes(claims, anInclusion(), mixed, paymentsOf);
				expect([...all.values()].map(({ result }) => result)).toEqual(["paid", "reverted", "skipped"]);
			}),
		);
	});
});
