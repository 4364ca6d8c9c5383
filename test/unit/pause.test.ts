import { describe, expect, test } from "@jest/globals";
import { type Scope, scopeKey, stoppedBy } from "../../functions/core/pause.ts";

const lanes = [
	{ id: "a", chainId: 1 },
	{ id: "b", chainId: 1 },
	{ id: "c", chainId: 2 },
];
const tokens = [
	{ id: "one", chainId: 1 },
	{ id: "other", chainId: 1 },
	{ id: "far", chainId: 2 },
];
const stopped = (...scopes: Scope[]) => {
	const found = stoppedBy(
		scopes.map((scope) => ({ ...scope, sinceMs: 1 })),
		lanes,
	);
	return [...lanes.filter(found.lane), ...tokens.filter(found.token)].map(({ id }) => id);
};

describe("a pause stops", () => {
	test("nothing while there is none", () => expect(stopped()).toEqual([]));
	test("everything when it names nothing", () => expect(stopped({})).toEqual(["a", "b", "c", "one", "other", "far"]));
	test("one token", () => expect(stopped({ tokenId: "one" })).toEqual(["one"]));
	test("one lane, and no token while another lane sends", () => expect(stopped({ lane: "a" })).toEqual(["a"]));
	test("a chain's tokens when it is the chain's only lane", () => expect(stopped({ lane: "c" })).toEqual(["c", "far"]));
	test("with another the tokens of both lanes", () =>
		expect(stopped({ lane: "a" }, { lane: "b" })).toEqual(["a", "b", "one", "other"]));
	test("no lane by a token's name, nor a token by a lane's", () =>
		expect(stopped({ lane: "one" }, { tokenId: "a" })).toEqual([]));
});

test("scopes have names that never meet", () => {
	expect([scopeKey({}), scopeKey({ tokenId: "all" }), scopeKey({ lane: "all" })]).toEqual([
		"all",
		"token#all",
		"lane#all",
	]);
});
