import { describe, expect, test } from "@jest/globals";
import { ConfigError } from "../../functions/config.ts";
import { DELEGATE } from "../given/claim.ts";
import { KEY, problems, readStage } from "../given/read-stage.ts";
import { aChain, aLane, aStage, aToken } from "../given/stage.ts";

describe("a configuration", () => {
	test("gives amounts as bigints, and what is left out by default", () => {
		const { stage } = readStage(aStage());
		expect(stage.chains[0]).toMatchObject({ feeCapWei: 50_000_000_000n, finality: "finalized", logRange: 2000 });
		expect(stage.limits.snapshotsPerClaim).toBe(20);
		expect(stage.schedules.snapshot).toBe("rate(5 minutes)");
	});
	test("resolves references to the environment", () => {
		const config = readStage(aStage({ chains: [aChain({ rpcUrls: ["env:RPC", "http://b:1"] })] }), {
			LANE_KEY: KEY,
			RPC: "http://a:1",
		});
		expect(config.rpcUrls(31337)).toEqual(["http://a:1", "http://b:1"]);
		expect(config.laneKey("lane-1")).toEqual({ kind: "local", key: KEY });
	});
	test("takes names from the environment, and local ones without", () => {
		const env = { LANE_KEY: KEY, STAGE: "dev", TABLE_NAME: "t", FUNCTION_PREFIX: "p-" };
		expect(readStage(aStage(), env)).toMatchObject({ stageName: "dev", tableName: "t", functionPrefix: "p-" });
		expect(readStage(aStage())).toMatchObject({ stageName: "local", tableName: "imo-relay-local" });
	});
});

describe("a configuration fails", () => {
	const two = aStage({ chains: [aChain({ rpcUrls: ["env:RPC"] })] });
	const cases: [string, unknown, RegExp][] = [
		["without a stage file's JSON", "{", /stage\.json/],
		["with an unknown key", aStage({ colour: "red" }), /colour/],
		["with an unknown key inside", aStage({ chains: [aChain({ colour: "red" })] }), /colour/],
		[
			"with a secret that stands there itself",
			aStage({ lanes: [aLane({ sender: { kind: "local", key: KEY } })] }),
			/by reference/,
		],
		["with no RPC", aStage({ chains: [aChain({ rpcUrls: [] })] }), /rpcUrls/],
		["with an RPC that is no URL", aStage({ chains: [aChain({ rpcUrls: ["nowhere"] })] }), /rpcUrls/],
		["with an amount that is no integer", aStage({ chains: [aChain({ feeCapWei: "1.5" })] }), /feeCapWei/],
		["with a bad address", aStage({ tokens: [aToken({ address: "0x12" })] }), /address/],
		["with a bad id", aStage({ tokens: [aToken({ id: "A Model" })] }), /tokens\.0\.id/],
		["with a chain twice", aStage({ chains: [aChain(), aChain()] }), /31337 stands here twice/],
		["with a token twice", aStage({ tokens: [aToken(), aToken()] }), /model stands here twice/],
		["with a lane twice", aStage({ lanes: [aLane(), aLane()] }), /lane-1 stands here twice/],
		["with a token of no chain", aStage({ tokens: [aToken({ chainId: 1 })] }), /chain 1 is not among/],
		["with a lane of no chain", aStage({ lanes: [aLane(), aLane({ id: "b", chainId: 1 })] }), /chain 1 is not among/],
		["without a reference's value", two, /no RPC/],
	];
	test.each(cases)("%s", (_what, stage, named) => {
		expect(problems(stage)).toEqual(expect.arrayContaining([expect.stringMatching(named)]));
	});

	test("with a key that is no key, and never shows it", () => {
		const found = problems(aStage(), { LANE_KEY: "0x1234secret" }).join("\n");
		expect(found).toMatch(/lane lane-1: the key/);
		expect(found).not.toContain("secret");
	});
	test("with a referenced RPC that is no URL", () => {
		expect(problems(two, { LANE_KEY: KEY, RPC: "localhost" })).toHaveLength(1);
	});
	test("with a request's gas cap that no batch of a chain could hold", () => {
		const stage = aStage({ chains: [aChain({ batchGasCap: "1000000" })] });
		expect(problems(stage)).toEqual([expect.stringMatching(/batchGasCap|requestGasCap/)]);
	});
	test("with a batch that could not hold one claim of each route that its tokens may have", () => {
		const found = (chain: Record<string, unknown>, token: Record<string, unknown>, snapshotsPerClaim: number) =>
			problems(
				aStage({
					chains: [aChain({ batchGasCap: "5000000", ...chain })],
					tokens: [aToken(token)],
					limits: { snapshotsPerClaim },
				}),
			);
		const delegate = { claimMandate: DELEGATE };
		expect(found(delegate, {}, 100)).toEqual([]);
		expect(found(delegate, {}, 160)).toEqual([
			expect.stringMatching(/batchGasCap.*snapshotsPerClaim.*contract-account/),
		]);
		expect(found(delegate, {}, 300).map((one) => /route (\S+):/.exec(one)?.[1])).toEqual([
			"on-behalf",
			"contract-account",
			"mandate",
		]);
		expect(found({}, {}, 300)).toHaveLength(2);
		expect(found(delegate, { routes: ["forwarder"] }, 300)).toEqual([]);
		expect(found(delegate, { routes: ["mandate"], payout: "mandate" }, 300)).toHaveLength(1);
	});
	test("with a batch of more gas than EIP-7825 lets a transaction have", () => {
		const of = (batchGasCap: string) => problems(aStage({ chains: [aChain({ batchGasCap })] }));
		expect(of("16777216")).toEqual([]);
		expect(of("16777217")).toEqual([expect.stringMatching(/batchGasCap.*16777216.*EIP-7825/)]);
		expect(of("30000000")).toHaveLength(1);
	});
});

describe("every problem is named at once", () => {
	test("of shapes", () => {
		const chain = aChain({ rpcUrls: ["nowhere"], feeCapWei: "x", colour: 1 });
		const named = problems(aStage({ chains: [chain], tokens: [], lanes: [aLane({ id: "!" })] })).join("\n");
		for (const one of [/rpcUrls/, /feeCapWei/, /colour/, /tokens/, /lanes\.0\.id/]) expect(named).toMatch(one);
	});
	test("of what refers to what", () => {
		const stage = aStage({ tokens: [aToken(), aToken({ chainId: 1 })], lanes: [aLane(), aLane({ chainId: 2 })] });
		const named = problems(stage).join("\n");
		for (const one of [/model stands here twice/, /lane-1 stands here twice/, /chain 1 is not/, /chain 2 is not/])
			expect(named).toMatch(one);
	});
	test("of the environment", () => {
		const stage = aStage({ chains: [aChain({ rpcUrls: ["env:ONE", "env:TWO"] })] });
		const named = problems(stage, {}).join("\n");
		for (const one of [/no ONE/, /no TWO/, /no LANE_KEY/]) expect(named).toMatch(one);
	});
	test("of shapes and of what refers to what", () => {
		const named = problems(aStage({ chains: [aChain({ feeCapWei: 5.5 })], tokens: [aToken(), aToken()] })).join("\n");
		for (const one of [/feeCapWei/, /model stands here twice/]) expect(named).toMatch(one);
	});
	test("in one message, a line each", () => {
		const error = (() => {
			try {
				return readStage(aStage({ chains: [], tokens: [], lanes: [] }));
			} catch (caught) {
				return caught as ConfigError;
			}
		})();
		expect(error).toBeInstanceOf(ConfigError);
		expect((error as ConfigError).message.split("\n").length).toBeGreaterThanOrEqual(4);
	});
});
