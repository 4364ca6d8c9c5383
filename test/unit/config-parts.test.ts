import { describe, expect, test } from "@jest/globals";
import { referencesToAws } from "../../functions/config.ts";
import { stageSchema } from "../../functions/core/stage.ts";
import { DELEGATE, TOKEN } from "../given/claim.ts";
import { KEY, problems, readStage } from "../given/read-stage.ts";
import { aChain, aLane, aStage, aToken } from "../given/stage.ts";

describe("a webhook", () => {
	const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
	const env = { LANE_KEY: KEY, HOOK: secret };
	const hooks = (given: object, more = {}) =>
		problems(
			aStage({ notices: { webhooks: [{ id: "a", url: "https://example.org/x", secrets: ["env:HOOK"], ...given }] } }),
			{
				...env,
				...more,
			},
		).join("\n");

	test("is told everything unless it names kinds, signed with all its secrets", () => {
		const webhooks = [{ id: "a", url: "https://example.org", secrets: ["env:HOOK", "env:OLD"] }];
		const config = readStage(aStage({ notices: { webhooks } }), { ...env, OLD: secret });
		expect(config.stage.notices.webhooks[0]?.kinds).toContain("claim.settled");
		expect(config.stage.notices.topic).not.toContain("claim.settled");
		expect(config.webhookSecrets("a")).toEqual([secret, secret]);
	});
	test.each([
		["http to elsewhere", "http://example.org"],
		["http to a name of this machine", "http://localhost:1"],
		["another scheme", "ftp://example.org"],
		["a password", "https://user:pass@example.org"],
		["no URL", "example.org"],
	])("may not be %s", (_what, url) => expect(hooks({ url })).toMatch(/webhooks\.0\.url/));
	test("may be on this machine on the local stage alone", () => {
		expect(hooks({ url: "http://127.0.0.1:9" })).toBe("");
		expect(hooks({ url: "http://127.0.0.1:9" }, { STAGE: "prod" })).toMatch(/webhook a: only on the local stage/);
	});
	test("may not have a secret that is none, stands there itself, or is missing; it is never shown", () => {
		expect(hooks({}, { HOOK: "whsec_short" })).toMatch(/webhook a, secrets\[0\]: not whsec_/);
		expect(hooks({}, { HOOK: "whsec_short" })).not.toContain("short");
		expect(hooks({ secrets: [secret] })).toMatch(/by reference/);
		expect(hooks({ secrets: ["env:NONE"] })).toMatch(/no NONE/);
		expect(hooks({ secrets: [] })).toMatch(/webhooks\.0\.secrets/);
	});
	test("has an id of its own, and kinds that there are", () => {
		expect(hooks({ kinds: ["claim.lost"] })).toMatch(/kinds/);
		const twice = [1, 2].map(() => ({ id: "a", url: "https://example.org", secrets: ["env:HOOK"] }));
		expect(problems(aStage({ notices: { webhooks: twice } }), env)).toEqual([
			expect.stringMatching(/a stands here twice/),
		]);
	});
	test("has its secrets read by the function alone that sends", () => {
		const webhooks = [{ id: "a", url: "https://example.org", secrets: ["ssm:/hook"] }];
		const stage = stageSchema.parse(aStage({ notices: { webhooks } }));
		expect(referencesToAws(stage, { notifies: false })).toEqual([]);
		expect(referencesToAws(stage, { signs: false })).toEqual(["ssm:/hook"]);
	});
});

describe("a token's routes", () => {
	const chain = aChain({ claimMandate: DELEGATE });
	const { forwarder: _none, ...bare } = aToken();
	const named = (token: Record<string, unknown>, chains = [chain]) =>
		problems(aStage({ chains, tokens: [token] })).join("\n");

	test("may be any that it can have, or be left out", () => {
		expect(named(aToken({ routes: ["forwarder", "on-behalf", "contract-account", "mandate"] }))).toBe("");
		expect(named(bare)).toBe("");
		expect(named(bare, [aChain()])).toBe("");
		expect(named({ ...bare, routes: ["on-behalf"] }, [aChain()])).toBe("");
	});
	test("may not name the forwarder of a token without one", () => {
		expect(named({ ...bare, routes: ["on-behalf", "forwarder"] })).toMatch(/tokens\.0\.routes: names forwarder/);
	});
	test("may not name mandates on a chain without a claimMandate, or when payout is on request", () => {
		const routes = ["on-behalf", "mandate"];
		expect(named(aToken({ routes }), [aChain()])).toMatch(/names mandate, but chain 31337 has no claimMandate/);
		expect(named(aToken({ routes, payout: "on-request" }))).toMatch(/names mandate, but its payout is on-request/);
	});
	test("may not leave its holders none", () => {
		const only = { ...bare, routes: ["forwarder", "mandate"] };
		expect(named(only, [aChain()])).toMatch(/leaves no route/);
		expect(named(only)).not.toMatch(/leaves no route/);
		expect(named(aToken({ routes: [] }))).toMatch(/tokens\.0\.routes/);
		expect(named(aToken({ routes: ["pigeon"] }))).toMatch(/tokens\.0\.routes/);
	});
});

describe("the economics", () => {
	const parsed = (token: Record<string, unknown>, more: Record<string, unknown> = {}) =>
		readStage(aStage({ tokens: [aToken(token)], ...more })).stage;

	test("are, unless said otherwise: worth its gas, no budget, no prices, ten claims a day, mandates paid", () => {
		const { tokens, limits, chains } = parsed({});
		expect(tokens[0]).toMatchObject({ minWorthPercent: 100, prices: [], payout: "mandate" });
		expect(tokens[0]).not.toHaveProperty("dailyBudgetWei");
		expect(limits).toMatchObject({ claimsPerHolderPerDay: 10, requestGasCap: 4_000_000n, mandateMaxSec: 63_072_000 });
		expect(chains[0]).toMatchObject({ feeModel: "gas", maxWaitMs: 1_000, batchGasCap: 12_000_000n });
		expect(chains[0]).not.toHaveProperty("claimMandate");
	});
	test("come as bigints and checksummed addresses", () => {
		const price = { address: TOKEN.toLowerCase(), weiPerEther: "2000000000000000000000000000000" };
		const { tokens } = parsed({ prices: [price], dailyBudgetWei: "100000000000000000000", minWorthPercent: 0 });
		expect(tokens[0]).toMatchObject({
			prices: [{ address: TOKEN, weiPerEther: 2n * 10n ** 30n }],
			dailyBudgetWei: 10n ** 20n,
			minWorthPercent: 0,
		});
	});
	test.each<[string, Record<string, unknown>, RegExp]>([
		["a worth below nothing", { minWorthPercent: -1 }, /minWorthPercent/],
		["a worth of half a percent", { minWorthPercent: 0.5 }, /minWorthPercent/],
		["a budget that is a fraction", { dailyBudgetWei: "0.1" }, /dailyBudgetWei/],
		["a price of something else", { prices: [{ address: "0x12", weiPerEther: "1" }] }, /prices\.0\.address/],
		["a price that is negative", { prices: [{ address: TOKEN, weiPerEther: "-1" }] }, /prices\.0\.weiPerEther/],
		["an unknown way of payout", { payout: "now and then" }, /payout/],
	])("may not have %s", (_what, token, where) => {
		expect(problems(aStage({ tokens: [aToken(token)] })).join("\n")).toMatch(where);
	});
	test.each<[string, Record<string, unknown>, RegExp]>([
		["an unknown fee model", { feeModel: "free" }, /feeModel/],
		["a negative wait", { maxWaitMs: -1 }, /maxWaitMs/],
		["a delegate that is no address", { claimMandate: "ClaimMandate" }, /claimMandate/],
	])("of a chain may not have %s", (_what, chain, where) => {
		expect(problems(aStage({ chains: [aChain(chain)] })).join("\n")).toMatch(where);
	});
	test("need a quota of one claim a day at least", () => {
		expect(problems(aStage({ limits: { claimsPerHolderPerDay: 0 } })).join("\n")).toMatch(/claimsPerHolderPerDay/);
	});
});

describe("two lanes", () => {
	const two = (second: Record<string, unknown>, chains = [aChain()]) =>
		problems(aStage({ chains, lanes: [aLane(), aLane({ id: "lane-2", ...second })] })).join("\n");

	test("of one chain may not have one key: they would take each other's nonces", () => {
		expect(two({})).toMatch(/lanes\.1\.sender\.key: another lane of this chain/);
		const kms = { kind: "kms", key: "kms:alias/relay" };
		expect(problems(aStage({ lanes: [aLane({ sender: kms }), aLane({ id: "b", sender: kms })] })).join()).toMatch(
			/nonces/,
		);
	});
	test("may have keys of their own, keys that the deployment makes, or one key on two chains", () => {
		const env = { LANE_KEY: KEY, OTHER_KEY: `0x${"cd".repeat(32)}` };
		const other = aLane({ id: "lane-2", sender: { kind: "local", key: "env:OTHER_KEY" } });
		expect(problems(aStage({ lanes: [aLane(), other] }), env)).toEqual([]);
		const made = ["a", "b"].map((id) => aLane({ id, sender: { kind: "kms" } }));
		expect(problems(aStage({ lanes: made }))).toEqual([]);
		expect(two({ chainId: 5 }, [aChain(), aChain({ chainId: 5 })])).toBe("");
	});
	test("may not have one key under two names either", () => {
		const env = { LANE_KEY: KEY, OTHER_KEY: KEY.toUpperCase().replace("X", "x") };
		const other = aLane({ id: "lane-2", sender: { kind: "local", key: "env:OTHER_KEY" } });
		expect(problems(aStage({ lanes: [aLane(), other] }), env)).toEqual([
			expect.stringMatching(/^lane lane-2: .*lane-1/),
		]);
	});
});
