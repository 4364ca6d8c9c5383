import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { listClaims } from "../../functions/app/operator/claims.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { wireReader } from "../../functions/wire-operator.ts";
import { aClaim, TOKEN, word } from "../given/claim.ts";

/** Ports with one lane and a store in memory. */
const portsWith = async (claims: readonly Claim[]) => {
	const ports = wireReader("http://127.0.0.1:1", {
		chainId: 1,
		token: TOKEN,
		tokenId: "one",
		name: "One",
		fromBlock: 0,
	});
	for (const claim of claims) await ports.store.claims.insert(claim);
	return ports;
};
const openClaims = (agesMs: readonly number[]): Claim[] =>
	agesMs.map((ageMs, at) => aClaim({ id: word(at + 1), lane: "none", acceptedAtMs: 1_800_000_000_000 + ageMs }));

test("whoever follows `next` sees every claim that stays open once, in order, whichever become final meanwhile", () =>
	fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 12 }),
			fc.integer({ min: 1, max: 4 }),
			async (given, limit) => {
				const claims = openClaims(given.map(([ageMs]) => ageMs));
				const ports = await portsWith(claims);
				const seen: Claim[] = [];
				let after: string | undefined;
				do {
					const page = await listClaims(ports, { limit, ...(after ? { after } : {}) });
					seen.push(...page.claims);
					// Those that have been seen are settled before the next page is asked for, also the one that it goes on after.
					for (const claim of page.claims)
						if (given[claims.findIndex(({ id }) => id === claim.id)]?.[1])
							await ports.store.claims.move({ ...claim, version: claim.version + 1, state: "settled" });
					after = page.next;
				} while (after && seen.length <= claims.length);
				const inOrder = claims.toSorted((a, b) => a.acceptedAtMs - b.acceptedAtMs || (a.id < b.id ? -1 : 1));
				expect(seen.map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id));
			},
		),
	));
