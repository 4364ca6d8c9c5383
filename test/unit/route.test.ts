import { describe, expect, test } from "@jest/globals";
import { Wallet } from "ethers";
import fc from "fast-check";
import { authorizerOf } from "../../functions/core/authorization.ts";
import { ROUTES } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { isStanding, mandateClaimId, type StoredMandate } from "../../functions/core/mandate.ts";
import { chooseRoute, typicalGas } from "../../functions/core/route.ts";
import { dayOf, isWorth, worthWei } from "../../functions/core/worth.ts";
import { aMandate, DELEGATE, HOLDER, OTHER_HOLDER, TOKEN, word } from "../given/claim.ts";

describe("the route", () => {
	test.each([
		["plain", ROUTES, undefined, "on-behalf", "cheapest"],
		["delegated", ROUTES, undefined, "on-behalf", "cheapest"],
		["plain", ["forwarder", "mandate"], undefined, "forwarder", "only_one"],
		["plain", ROUTES, "forwarder", "forwarder", "asked_for"],
		["contract", ROUTES, undefined, "contract-account", "contract_account"],
	] as const)("of a %s account with %j, asked for %s, is %s: %s", (account, usable, wanted, route, because) => {
		expect(chooseRoute(account, usable, wanted)).toEqual({ ok: true, route, because });
	});
	test.each([
		["contract", ["forwarder", "on-behalf"], undefined, "contract_account"],
		["plain", ["mandate"], undefined, "route_not_available"],
		["plain", ["forwarder"], "on-behalf", "route_not_available"],
		["contract", ROUTES, "on-behalf", "route_not_available"],
		["plain", ROUTES, "mandate", "route_not_available"],
	] as const)("of a %s account with %j, asked for %s, is refused: %s", (account, usable, wanted, code) => {
		expect(chooseRoute(account, usable, wanted)).toEqual({ ok: false, code });
	});
	test("that is chosen is the cheapest of those that are possible", () => {
		const size = { snapshots: 3, assets: 1, isEmpty: true };
		expect(typicalGas("on-behalf", size)).toBeLessThan(typicalGas("forwarder", size));
		expect(typicalGas("forwarder", size) - typicalGas("forwarder", { ...size, isEmpty: false })).toBe(25_000n);
	});
});

describe("a claim's worth", () => {
	const ETHER = 10n ** 18n;
	test("is its ETH and its priced ERC-20s; one without a price counts nothing", () => {
		const dueAssets = [
			{ asset: TOKEN, amount: 5n * ETHER },
			{ asset: OTHER_HOLDER, amount: 10n ** 30n },
		];
		expect(worthWei(7n, dueAssets, [{ address: TOKEN, weiPerEther: 3n }])).toBe(22n);
	});
	test("is compared without rounding in anybody's favour", () => {
		expect(isWorth(100n, 100n, 100)).toBe(true);
		expect(isWorth(99n, 100n, 100)).toBe(false);
		expect(isWorth(0n, 10n ** 30n, 0)).toBe(true);
		fc.assert(
			fc.property(
				fc.bigInt({ min: 0n, max: 10n ** 30n }),
				fc.bigInt({ min: 0n, max: 10n ** 30n }),
				fc.nat(1_000),
				(value, cost, percent) => {
					expect(isWorth(value, cost, percent)).toBe(value * 100n >= cost * BigInt(percent));
				},
			),
		);
	});
	test("counts in UTC days", () => {
		expect(dayOf(Date.parse("2026-03-01T23:59:59.999Z"))).toEqual({
			day: "2026-03-01",
			endsAtSec: Date.parse("2026-03-02") / 1000,
		});
		expect(dayOf(Date.parse("2026-03-02T00:00:00Z")).day).toBe("2026-03-02");
	});
});

describe("a mandate", () => {
	const stored = { mandate: aMandate({ expirySec: 100n }) } as StoredMandate;
	test("stands until the second of its expiry, or until it is revoked", () => {
		expect([isStanding(stored, 99), isStanding(stored, 100), isStanding({ ...stored, revokedAtMs: 1 }, 5)]).toEqual([
			true,
			false,
			false,
		]);
	});
	test("gives the same claim for the same snapshots in any order, and another for others", () => {
		expect(mandateClaimId(word(1), [1n, 2n])).toBe(mandateClaimId(word(1), [2n, 1n]));
		const others = [
			mandateClaimId(word(2), [1n, 2n]),
			mandateClaimId(word(1), [1n]),
			mandateClaimId(word(1), [1n, 2n, 3n]),
		];
		expect(new Set([mandateClaimId(word(1), [1n, 2n]), ...others]).size).toBe(4);
	});
	test("comes with an authorization whose signer is known, whatever chain, nonce and delegate", () => {
		const wallet = new Wallet("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
		const signed = wallet.authorizeSync({ address: DELEGATE, chainId: 5, nonce: 3 });
		const authorization = { chainId: 5, delegate: DELEGATE, nonce: 3, signature: signed.signature.serialized as Hex };
		expect(authorizerOf(authorization)).toBe(HOLDER);
		for (const change of [{ chainId: 6 }, { nonce: 4 }, { delegate: TOKEN as Address }])
			expect(authorizerOf({ ...authorization, ...change })).not.toBe(HOLDER);
		expect(authorizerOf({ ...authorization, signature: "0x1234" })).toBeUndefined();
	});
});
