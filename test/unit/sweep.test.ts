import { describe, expect, test } from "@jest/globals";
import { id } from "ethers";
import { sweepData } from "../../functions/core/chore.ts";
import { stageSchema } from "../../functions/core/stage.ts";
import { firstWord } from "../../functions/core/sweep.ts";
import { isAtWork, isSameChore, type Purpose } from "../../functions/core/transaction.ts";
import { aStage, aToken } from "../given/stage.ts";
import { anAttempt, aRow } from "../given/transaction.ts";

const AT = "0x00000000000000000000000000000000000000aa";
const parse = (...sweeps: unknown[]) => stageSchema.safeParse(aStage({ tokens: [aToken({ sweeps })] }));
const declared = { id: "yield", kind: "call", address: AT, amount: { function: "due()" } };

describe("a sweep of the stage file", () => {
	test("may be an oracle's, a router's, a pool's, or any call that is declared", () => {
		const call = { ...declared, call: { function: "harvest(uint256,address)", arguments: ["7", AT] } };
		const parsed = parse(
			{ id: "oracle", kind: "oracle", address: AT, modelId: "3" },
			{ id: "router", kind: "router", address: AT },
			{ id: "pool", kind: "pool", address: AT },
			call,
		);
		expect(parsed.error?.issues).toBeUndefined();
		const data = (parsed.data?.tokens[0]?.sweeps ?? []).map((sweep) => sweepData(sweep, 9n));
		const word = (value: bigint | string) => BigInt(value).toString(16).padStart(64, "0");
		expect(data).toEqual([
			`${id("claimModelRevenue(uint256)").slice(0, 10)}${word(3n)}`,
			`${id("flush(address)").slice(0, 10)}${word(0n)}`,
			`${id("poolRevenueClaim(uint256)").slice(0, 10)}${word(9n)}`,
			`${id("harvest(uint256,address)").slice(0, 10)}${word(7n)}${word(AT)}`,
		]);
	});
	test.each([
		["a function that is none", { function: "harvest(", arguments: [] }],
		["an argument too few", { function: "harvest(uint256)", arguments: [] }],
		["an argument of another kind", { function: "harvest(uint256)", arguments: ["all"] }],
	])("is refused for %s", (_why, call) => {
		const issues = parse({ ...declared, call }).error?.issues ?? [];
		expect(issues.map(({ path }) => path.join("."))).toEqual(["tokens.0.sweeps.0.call"]);
	});
	test("is refused when its id stands there twice", () => {
		const router = { id: "router", kind: "router", address: AT };
		expect(parse(router, router).error?.issues).toMatchObject([{ path: ["tokens", 0, "sweeps", 1] }]);
	});
});

test("the first word of an answer is the amount; a short answer is none", () => {
	expect(firstWord(`0x${"0".repeat(63)}5${"f".repeat(64)}`)).toBe(5n);
	expect(firstWord("0x")).toBeUndefined();
});

describe("chores", () => {
	const chores: Purpose[] = [
		{ kind: "snapshot", tokenId: "a" },
		{ kind: "snapshot", tokenId: "b" },
		{ kind: "sweep", tokenId: "a", sweepId: "x" },
		{ kind: "sweep", tokenId: "a", sweepId: "y" },
		{ kind: "sweep", tokenId: "b", sweepId: "x" },
		{ kind: "sweep", tokenId: "a", sweepId: "x", snapshotId: 1n },
		{ kind: "sweep", tokenId: "a", sweepId: "x", snapshotId: 2n },
		{ kind: "refill", lanes: [AT] },
	];
	test("are the same as themselves and as no other", () => {
		for (const [at, one] of chores.entries())
			for (const [with_, other] of chores.entries()) expect(isSameChore(one, { ...other })).toBe(at === with_);
		for (const one of chores) expect(isSameChore(one, { kind: "noop" })).toBe(false);
	});
	test("of a refill are the same whichever lanes it is for", () =>
		expect(isSameChore({ kind: "refill", lanes: [AT] }, { kind: "refill", lanes: [] })).toBe(true));
	test("are at work until final, unless nothing but a no-op was ever signed", () => {
		const row = aRow({ state: "sent", purpose: chores[0] as Purpose });
		expect(isAtWork({ ...row, attempts: [] })).toBe(true);
		expect(isAtWork({ ...row, attempts: [anAttempt({ noop: true })] })).toBe(false);
		expect(isAtWork({ ...row, attempts: [anAttempt(), anAttempt({ noop: true })] })).toBe(true);
		expect(isAtWork({ ...row, state: "final", attempts: [anAttempt()] })).toBe(false);
	});
});
