import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	type Claim,
	type ClaimState,
	holdsSlot,
	isFinal,
	moveClaim,
	type Outcome,
} from "../../functions/core/claim.ts";
import { aClaim, word } from "../given/claim.ts";

const states: ClaimState[] = ["accepted", "relayed", "mined", "settled", "refused", "failed"];
/** docs/design.md, section 5; an accepted claim is settled when somebody else paid it. */
const allowed: Record<ClaimState, ClaimState[]> = {
	accepted: ["relayed", "refused", "settled"],
	relayed: ["mined", "accepted"],
	mined: ["settled", "failed", "relayed", "accepted"],
	settled: [],
	refused: [],
	failed: [],
};
const outcome: Outcome = {
	result: "paid",
	transactionHash: word(2),
	blockNumber: 5,
	blockHash: word(3),
	gasUsed: 100n,
	payments: [],
};
const state = fc.constantFrom(...states);

describe("a claim's moves", () => {
	const pairs = states.flatMap((from) => states.map((to): [ClaimState, ClaimState] => [from, to]));

	test.each(pairs.filter(([from, to]) => allowed[from].includes(to)))("goes from %s to %s", (from, to) => {
		const before = aClaim({ state: from, version: 4, changedAtMs: 1 });
		expect(moveClaim(before, { state: to }, 99)).toEqual({ ...before, state: to, version: 5, changedAtMs: 99 });
	});

	test.each(pairs.filter(([from, to]) => !allowed[from].includes(to)))("never goes from %s to %s", (from, to) => {
		expect(() => moveClaim(aClaim({ state: from }), { state: to }, 99)).toThrow(`from ${from} to ${to}`);
	});

	test("stays in a final state whatever is tried, and counts every write", () => {
		fc.assert(
			fc.property(fc.array(state, { maxLength: 30 }), (tries) => {
				let claim: Claim = aClaim();
				let writes = 1;
				for (const to of tries) {
					const before = claim;
					try {
						claim = moveClaim(claim, { state: to }, 1);
						writes++;
						expect(isFinal(before.state)).toBe(false);
					} catch {
						expect(claim).toBe(before);
					}
				}
				expect(claim.version).toBe(writes);
			}),
		);
	});

	test("drops code, nonce and outcome unless they are given again", () => {
		const mined = aClaim({ state: "mined", nonce: 3, outcome, code: "claim_reverted" });
		const back = moveClaim(mined, { state: "accepted" }, 2);
		expect(Object.keys(back)).not.toEqual(expect.arrayContaining(["nonce"]));
		expect(back).toEqual(aClaim({ state: "accepted", version: 2, changedAtMs: 2 }));
	});

	test("keeps what is given", () => {
		const settled = moveClaim(aClaim({ state: "mined", nonce: 3 }), { state: "settled", nonce: 3, outcome }, 2);
		expect(settled).toMatchObject({ nonce: 3, outcome });
	});

	test("leaves the claim that it moves as it was", () => {
		const before = aClaim({ state: "relayed", nonce: 1 });
		const copy = structuredClone(before);
		moveClaim(before, { state: "mined", nonce: 1, outcome }, 5);
		expect(before).toEqual(copy);
	});

	test("never changes what the holder signed", () => {
		fc.assert(
			fc.property(state, state, (from, to) => {
				fc.pre(allowed[from].includes(to));
				const before = aClaim({ state: from });
				const { request, signature, id, holder, snapshotIds } = moveClaim(before, { state: to }, 9) as typeof before;
				expect({ request, signature, id, holder, snapshotIds }).toEqual({
					request: before.request,
					signature: before.signature,
					id: before.id,
					holder: before.holder,
					snapshotIds: before.snapshotIds,
				});
			}),
		);
	});
});

describe("a claim's states", () => {
	test("are final when settled, refused or failed", () => {
		expect(states.filter(isFinal)).toEqual(["settled", "refused", "failed"]);
	});

	test("hold the holder's slot until mined", () => {
		expect(states.filter(holdsSlot)).toEqual(["accepted", "relayed"]);
	});
});
