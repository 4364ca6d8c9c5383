import { describe, expect, test } from "@jest/globals";
import { checkFunctions } from "../../functions/cli/check-functions.ts";
import type { Stack } from "../../functions/cli/stack.ts";
import { Fault } from "../../functions/core/fault.ts";
import { FUNCTIONS } from "../../functions/core/function-name.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { type Event, http } from "../../functions/handlers/middleware/http.ts";
import { claimsRoutes } from "../../functions/handlers/routes/claims.ts";
import { wireReader } from "../../functions/wire-operator.ts";
import { TOKEN } from "../given/claim.ts";
import { call, keptLog } from "../given/http.ts";

const ports = wireReader("http://127.0.0.1:1", { chainId: 1, token: TOKEN, tokenId: "one", name: "One", fromBlock: 0 });
/** A stack whose scheduled functions find nothing wrong, with the real handler behind its API. */
const stackOf = (its: Ports): Stack => ({
	name: "imo-relay-local",
	stageFile: "stage.json",
	ask: () => Promise.reject(new Error("not asked here")),
	call: async (fn, payload) =>
		fn === "claims"
			? call(http(claimsRoutes(its, "local"), keptLog()), payload as Event)
			: { findings: [{ check: "function", subject: fn, status: "pass", detail: "reaches the table" }] },
});
const withClaims = (get: () => Promise<never>): Ports => ({
	...ports,
	store: { ...ports.store, claims: { ...ports.store.claims, get } },
});

describe("doctor's look at each function", () => {
	test("passes all that reach the table, also the one behind the API, which has no event of its own for it", async () => {
		const found = await checkFunctions(stackOf(ports));
		expect(found.map(({ subject, status }) => [subject, status])).toEqual(
			[...FUNCTIONS, "claims"].map((fn) => [fn, "pass"]),
		);
	});
	test.each([
		["is refused the table", new Error("AccessDeniedException"), "internal"],
		["does not reach it", new Fault("store_unavailable"), "store_unavailable"],
	])("tells that the one behind the API %s", async (_what, error, code) => {
		const found = await checkFunctions(stackOf(withClaims(() => Promise.reject(error))));
		expect(found.filter(({ status }) => status !== "pass")).toMatchObject([
			{ subject: "claims", status: "fail", detail: `reaches the table: ${code}` },
		]);
	});
	test("tells that one can't be called", async () => {
		const found = await checkFunctions({
			...stackOf(ports),
			call: () => Promise.reject(new Error("no such function")),
		});
		expect(found).toHaveLength(FUNCTIONS.length + 1);
		expect(found).toContainEqual(
			expect.objectContaining({ subject: "claims", status: "fail", detail: "no such function" }),
		);
	});
});
