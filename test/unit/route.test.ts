import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ROUTES, type Route } from "../../functions/core/claim.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import { type AccountKind, chooseRoute, possibleRoutes, typicalBytes, typicalGas } from "../../functions/core/route.ts";
import { batchPayload, fitBatch } from "../../functions/core/routes/rules-of.ts";
import { aClaim, aConsent, anAuthorization, aRequest, LANE, onRoute, underMandate } from "../given/claim.ts";

const all = [...ROUTES];
const kinds: AccountKind[] = ["plain", "delegated", "contract"];
const no = (code: string) => ({ ok: false, code });
const yes = (route: Route, because: string) => ({ ok: true, route, because });
const account = fc.constantFrom(...kinds);
const usable = fc.subarray(all);
const wanted = fc.option(fc.constantFrom(...all), { nil: undefined });

describe("a claim's route", () => {
	const table: [AccountKind, Route[], Route | undefined, object][] = [
		["plain", all, undefined, yes("on-behalf", "cheapest")],
		["plain", ["forwarder", "on-behalf"], undefined, yes("on-behalf", "cheapest")],
		["plain", ["forwarder"], undefined, yes("forwarder", "only_one")],
		["plain", ["on-behalf", "mandate"], undefined, yes("on-behalf", "only_one")],
		["plain", all, "forwarder", yes("forwarder", "asked_for")],
		["plain", ["forwarder"], "forwarder", yes("forwarder", "asked_for")],
		["plain", ["forwarder"], "on-behalf", no("route_not_available")],
		["plain", all, "contract-account", no("route_not_available")],
		["plain", all, "mandate", no("route_not_available")], // a mandate is posted by itself
		["plain", ["mandate", "contract-account"], undefined, no("route_not_available")],
		["plain", [], undefined, no("route_not_available")],
		["delegated", all, undefined, yes("on-behalf", "cheapest")], // its key signs as before
		["delegated", all, "forwarder", yes("forwarder", "asked_for")],
		["delegated", all, "contract-account", no("route_not_available")],
		["contract", all, undefined, yes("contract-account", "contract_account")],
		["contract", all, "contract-account", yes("contract-account", "asked_for")],
		["contract", all, "forwarder", no("route_not_available")],
		["contract", all, "on-behalf", no("route_not_available")],
		["contract", ["forwarder", "on-behalf", "mandate"], undefined, no("contract_account")],
		["contract", [], "contract-account", no("contract_account")],
	];
	test.each(table)("of a %s account that may use %j and asks for %s is %j", (kind, may, asked, choice) => {
		expect(chooseRoute(kind, may, asked)).toEqual(choice);
	});

	test("is always usable, possible for the account, and what was asked for", () => {
		fc.assert(
			fc.property(account, usable, wanted, (kind, may, asked) => {
				const choice = chooseRoute(kind, may, asked);
				if (!choice.ok) return;
				expect(may).toContain(choice.route);
				expect(possibleRoutes(kind, may)).toContain(choice.route);
				if (asked) expect(choice.route).toBe(asked);
			}),
		);
	});
	test("is the one of least gas when nothing is asked for", () => {
		fc.assert(
			fc.property(account, usable, fc.integer({ min: 1, max: 20 }), (kind, may, snapshots) => {
				const choice = chooseRoute(kind, may);
				if (!choice.ok) return;
				const gas = (route: Route) => typicalGas(route, { snapshots, assets: 0, isEmpty: false });
				for (const other of possibleRoutes(kind, may)) expect(gas(choice.route)).toBeLessThanOrEqual(gas(other));
			}),
		);
	});
	test("does not depend on the order in which the stage file lists the routes", () => {
		fc.assert(
			fc.property(account, usable, (kind, may) => {
				expect(chooseRoute(kind, may.toReversed())).toEqual(chooseRoute(kind, may));
			}),
		);
	});
});

describe("a claim's typical gas", () => {
	const one = { snapshots: 1, assets: 0, isEmpty: false };

	test.each(ROUTES)(
		"on the route %s grows with each snapshot and ERC-20, and by 25,000 for an empty account",
		(route) => {
			expect(typicalGas(route, { ...one, snapshots: 2 })).toBeGreaterThan(typicalGas(route, one));
			expect(typicalGas(route, { ...one, assets: 1 })).toBeGreaterThan(typicalGas(route, one));
			expect(typicalGas(route, { ...one, isEmpty: true }) - typicalGas(route, one)).toBe(25_000n);
		},
	);
	test("is never negative, not even for no snapshot", () => {
		for (const route of ROUTES) expect(typicalGas(route, { ...one, snapshots: 0 })).toBe(typicalGas(route, one));
	});
	test("is far below what a batch keeps ready for the worst", () => {
		const claims = [aClaim(), onRoute("on-behalf"), onRoute("contract-account"), underMandate()];
		for (const claim of claims) {
			const { gasLimit } = batchPayload([claim], LANE);
			expect(typicalGas(claim.route, { ...one, isEmpty: true })).toBeLessThan(gasLimit);
			expect(fitBatch([claim], gasLimit)).toHaveLength(1);
		}
	});
});

test.each([1, 2, 5, 20])(
	"a claim's typical bytes are not much less than the real calldata of %i snapshots",
	(count) => {
		const ids = Array.from({ length: count }, (_, at) => BigInt(at + 1));
		const samples = [
			aClaim({ snapshotIds: ids, request: aRequest({ data: claimCall(ids) }) }),
			onRoute("on-behalf", { snapshotIds: ids }),
			underMandate({ snapshotIds: ids, authorization: anAuthorization() }),
		];
		const bytes = (claims: Parameters<typeof batchPayload>[0]) => batchPayload(claims, LANE).data.length / 2 - 1;
		for (const claim of samples) {
			const added = bytes([claim, claim, claim]) - bytes([claim, claim]);
			expect(typicalBytes(claim.route, count)).toBeGreaterThanOrEqual((added * 7) / 8);
		}
		const alone = onRoute("contract-account", { snapshotIds: ids, consent: aConsent({ ids }) });
		expect(typicalBytes("contract-account", count)).toBeGreaterThanOrEqual((bytes([alone]) * 7) / 8);
	},
);
