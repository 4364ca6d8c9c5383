import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	barClaim,
	type Claim,
	type ClaimState,
	changeLane,
	deadlineSecOf,
	holdsSlot,
	isFinal,
	mayJoin,
	moveClaim,
	type Outcome,
	type ShownState,
	touchClaim,
} from "../../functions/core/claim.ts";
import { aClaim, aConsent, aMandate, aRequest, onRoute, underMandate, word } from "../given/claim.ts";

const states: ClaimState[] = ["accepted", "relayed", "settled", "refused", "failed"];
/** An accepted claim is settled when somebody else paid it; docs/decisions/009. */
const allowed: Record<ClaimState, ClaimState[]> = {
	accepted: ["relayed", "refused", "settled"],
	relayed: ["settled", "failed", "accepted"],
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
		const relayed = aClaim({ state: "relayed", nonce: 3, outcome, code: "claim_reverted" });
		const back = moveClaim(relayed, { state: "accepted" }, 2);
		expect(Object.keys(back)).not.toEqual(expect.arrayContaining(["nonce"]));
		expect(back).toEqual(aClaim({ state: "accepted", version: 2, changedAtMs: 2 }));
	});

	test("keeps what is given", () => {
		const settled = moveClaim(aClaim({ state: "relayed", nonce: 3 }), { state: "settled", nonce: 3, outcome }, 2);
		expect(settled).toMatchObject({ nonce: 3, outcome });
	});

	test("leaves the claim that it moves as it was", () => {
		const before = aClaim({ state: "relayed", nonce: 1 });
		const copy = structuredClone(before);
		moveClaim(before, { state: "settled", nonce: 1, outcome }, 5);
		expect(before).toEqual(copy);
	});

	test("never changes what the holder signed", () => {
		fc.assert(
			fc.property(state, state, (from, to) => {
				fc.pre(allowed[from].includes(to));
				for (const before of [aClaim(), onRoute("on-behalf"), onRoute("contract-account"), underMandate()]) {
					const after = moveClaim({ ...before, state: from }, { state: to }, 9);
					// The moved claim differs in what a move writes, and in nothing else.
					expect({ ...after, state: before.state, version: before.version, changedAtMs: before.changedAtMs }).toEqual(
						before,
					);
				}
			}),
		);
	});
});

describe("a claim's states", () => {
	const shown: ShownState[] = [...states, "mined"];

	test("are final when settled, refused or failed", () => {
		expect(shown.filter(isFinal)).toEqual(["settled", "refused", "failed"]);
	});

	test("hold the holder's slot until mined", () => {
		expect(shown.filter(holdsSlot)).toEqual(["accepted", "relayed"]);
	});
});

describe("an accepted claim may join a row", () => {
	const row = { lane: "lane-1", nonce: 5 };

	test("of its own lane", () => {
		expect(mayJoin(aClaim(), row)).toBe(true);
		expect(mayJoin(aClaim(), { ...row, lane: "lane-2" })).toBe(false);
	});
	test.each(states.filter((one) => one !== "accepted"))("but not when it is %s", (one) => {
		expect(mayJoin(aClaim({ state: one, nonce: 5 }), row)).toBe(false);
	});
	test("that is not over for it: none below the nonce from which it may", () => {
		expect(mayJoin(aClaim({ fromNonce: 6 }), row)).toBe(false);
		expect(mayJoin(aClaim({ fromNonce: 5 }), row)).toBe(true);
		expect(mayJoin(aClaim(), { ...row, nonce: 0 })).toBe(true);
	});
	test("above the one that it was barred from, and no other", () => {
		const barred = barClaim(aClaim({ version: 3 }), 5, 77);
		expect(barred).toEqual(aClaim({ version: 4, fromNonce: 6, changedAtMs: 77 }));
		expect([4, 5, 6, 7].map((nonce) => mayJoin(barred, { ...row, nonce }))).toEqual([false, false, true, true]);
	});
});

describe("a claim that changes its lane", () => {
	const to = { lane: "lane-2", fromNonce: 9 };

	test("joins the other lane's rows from that nonce on, and no row of the lane that it left", () => {
		const moved = changeLane(aClaim({ version: 3 }), to, 77);
		expect(moved).toEqual(aClaim({ version: 4, ...to, changedAtMs: 77 }));
		expect(mayJoin(moved, { lane: "lane-1", nonce: 100 })).toBe(false);
		expect([8, 9].map((nonce) => mayJoin(moved, { lane: "lane-2", nonce }))).toEqual([false, true]);
	});
	test("and comes back is not below the rows that it knew: they may have been tried with it", () => {
		const back = changeLane(changeLane(aClaim({ fromNonce: 4 }), to, 1), { lane: "lane-1", fromNonce: 6 }, 2);
		expect(mayJoin(back, { lane: "lane-1", nonce: 5 })).toBe(false);
		expect(back.version).toBe(3);
	});
	test.each(states.filter((one) => one !== "accepted"))(
		"is an error when it is %s: a row names it, or it is over",
		(one) => {
			expect(() => changeLane(aClaim({ state: one }), to, 1)).toThrow(one);
		},
	);
});

test("a claim that is touched is the same, written anew, so that an older reader can't move it", () => {
	fc.assert(
		fc.property(state, fc.nat(), (one, nowMs) => {
			const before = aClaim({ state: one, version: 7 });
			expect(touchClaim(before, nowMs)).toEqual({ ...before, version: 8, changedAtMs: nowMs });
		}),
	);
});

test("a claim's signature holds until the deadline, or the mandate's expiry, that was signed", () => {
	expect(deadlineSecOf(aClaim({ request: aRequest({ deadlineSec: 5n }) }))).toBe(5n);
	expect(deadlineSecOf(onRoute("on-behalf", { consent: aConsent({ deadlineSec: 6n }) } as never))).toBe(6n);
	expect(deadlineSecOf(onRoute("contract-account", { consent: aConsent({ deadlineSec: 7n }) } as never))).toBe(7n);
	expect(deadlineSecOf(underMandate({ mandate: aMandate({ expirySec: 8n }) }))).toBe(8n);
});
