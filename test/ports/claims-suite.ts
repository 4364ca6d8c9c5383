import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Claim, type ClaimOn, changeLane, moveClaim } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { aClaim, aRequest, onRoute, underMandate, word } from "../given/claim.ts";
import { freshHolder, freshId, freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

/** functions/core/ports/claim-store.ts */
export function claimsSuite(open: Open): void {
	const claims = () => open().claims;
	const stored = async (given: Partial<ClaimOn<"forwarder">> = {}): Promise<Claim> => {
		const claim = aClaim({ id: freshId(), lane: freshName(), holder: freshHolder(), ...given });
		expect(await claims().insert(claim)).toBe(true);
		return claim;
	};
	const idsOf = (list: readonly Claim[]): Hex[] => list.map(({ id }) => id);

	describe("claims", () => {
		test("are inserted once, whoever tries at the same time", async () => {
			const claim = aClaim({ id: freshId() });
			expect(await wins((n) => claims().insert({ ...claim, acceptedAtBlock: n }))).toBe(1);
			expect(await claims().insert({ ...claim, state: "refused" })).toBe(false);
			expect((await claims().get(claim.id))?.state).toBe("accepted");
		});
		test("come back as they were, up to 2^256 - 1", async () => {
			const outcome = {
				result: "paid" as const,
				transactionHash: word(1),
				blockNumber: 2 ** 40,
				blockHash: word(2),
				gasUsed: UINT_MAX,
				payments: [{ asset: freshHolder(), recipient: freshHolder(), snapshotId: UINT_MAX, amount: UINT_MAX }],
			};
			const amounts = { value: UINT_MAX, gas: UINT_MAX, nonce: 2n ** 53n + 1n, deadlineSec: 2n ** 48n - 1n };
			const claim = await stored({
				code: "claim_reverted",
				nonce: 7,
				outcome,
				dueWei: UINT_MAX,
				snapshotIds: [0n, 2n ** 53n + 1n, UINT_MAX],
				request: aRequest(amounts),
			});
			expect(await claims().get(claim.id)).toEqual(claim);
		});
		test("that are unknown are undefined, and left out of many", async () => {
			const [a, b] = [await stored(), await stored()];
			expect(await claims().get(freshId())).toBeUndefined();
			expect(await claims().getMany([b.id, freshId(), a.id])).toEqual([b, a]);
			expect(await claims().getMany([])).toEqual([]);
		});
		test("are read by more than a hundred at a time, in the order asked for", async () => {
			const all = await Promise.all(Array.from({ length: 120 }, () => stored()));
			expect(idsOf(await claims().getMany(idsOf(all)))).toEqual(idsOf(all));
		});
		test("are moved by exactly one of many at the same time", async () => {
			const claim = await stored();
			expect(await wins((nonce) => claims().move(moveClaim(claim, { state: "relayed", nonce }, 1)))).toBe(1);
			expect(await claims().get(claim.id)).toMatchObject({ state: "relayed", version: 2 });
		});
		test("are not moved from an older version, from a later one, or when unknown", async () => {
			const claim = await stored({ version: 5 });
			for (const version of [4, 5, 7]) expect(await claims().move({ ...claim, version })).toBe(false);
			expect(await claims().move({ ...claim, id: freshId(), version: 6 })).toBe(false);
			expect(await claims().get(claim.id)).toEqual(claim);
		});
		test("lose by a move what the move leaves out", async () => {
			const claim = await stored({ state: "relayed", nonce: 3 });
			await claims().move(moveClaim(claim, { state: "accepted" }, 1));
			expect(await claims().get(claim.id)).not.toHaveProperty("nonce");
		});
		test("do not change with what the caller does to them later", async () => {
			const claim = await stored();
			claim.snapshotIds.push(9n);
			(await claims().get(claim.id))?.snapshotIds.push(8n);
			expect((await claims().get(claim.id))?.snapshotIds).toEqual([1n]);
		});
	});

	describe("waiting claims", () => {
		test("are a lane's accepted ones, oldest first, up to the limit", async () => {
			const lane = freshName();
			const [late, early, middle] = [
				await stored({ lane, acceptedAtMs: 10_000 }),
				await stored({ lane, acceptedAtMs: 999 }),
				await stored({ lane, acceptedAtMs: 5_000 }),
			];
			await stored({ acceptedAtMs: 1 });
			await stored({ lane, state: "relayed", nonce: 1, acceptedAtMs: 1 });
			expect((await claims().waiting(lane, 10)).claims).toEqual([early, middle, late]);
			expect((await claims().waiting(lane, 2)).claims).toEqual([early, middle]);
			expect(await claims().waiting(freshName(), 10)).toEqual({ claims: [] });
		});
		test("leave when moved on, and are back in their old place when given back", async () => {
			const lane = freshName();
			const first = await stored({ lane, acceptedAtMs: 1 });
			const second = await stored({ lane, acceptedAtMs: 2 });
			const relayed = moveClaim(first, { state: "relayed", nonce: 1 }, 3);
			await claims().move(relayed);
			expect((await claims().waiting(lane, 10)).claims).toEqual([second]);
			await claims().move(moveClaim(relayed, { state: "accepted" }, 4));
			expect(idsOf((await claims().waiting(lane, 10)).claims)).toEqual([first.id, second.id]);
		});
		test("come page by page, each once", async () => {
			const lane = freshName();
			const all = await Promise.all(Array.from({ length: 7 }, (_, at) => stored({ lane, acceptedAtMs: at })));
			const found: Hex[] = [];
			let after: string | undefined;
			do {
				const page = await claims().waiting(lane, 3, after);
				expect(page.claims.length).toBeLessThanOrEqual(3);
				found.push(...idsOf(page.claims));
				after = page.next;
			} while (after !== undefined);
			expect(found).toEqual(idsOf(all));
		});
		test("come page by page, none passed over, while those of the first page are moved on", async () => {
			const lane = freshName();
			const all = await Promise.all(Array.from({ length: 6 }, (_, at) => stored({ lane, acceptedAtMs: at })));
			const first = await claims().waiting(lane, 3);
			for (const claim of first.claims) await claims().move(moveClaim(claim, { state: "relayed", nonce: 1 }, 9));
			const second = await claims().waiting(lane, 3, first.next);
			expect(idsOf([...first.claims, ...second.claims])).toEqual(idsOf(all));
		});
		test("follow their lane when they are handed over, in their old place", async () => {
			const [lane, other] = [freshName(), freshName()];
			const [first, second] = [await stored({ lane, acceptedAtMs: 1 }), await stored({ lane: other, acceptedAtMs: 2 })];
			const moved = changeLane(first, { lane: other, fromNonce: 4 }, 9);
			expect(await claims().move(moved)).toBe(true);
			expect((await claims().waiting(lane, 5)).claims).toEqual([]);
			expect((await claims().waiting(other, 5)).claims).toEqual([moved, second]);
		});
		test("of every route come back as they were", async () => {
			const authorization = { chainId: 1, delegate: freshHolder(), nonce: 3, signature: word(8) };
			const dueAssets = [{ asset: freshHolder(), amount: UINT_MAX }];
			for (const claim of [
				onRoute("on-behalf", { id: freshId(), dueAssets }),
				onRoute("contract-account", { id: freshId() }),
				underMandate({ id: freshId() }),
				underMandate({ id: freshId(), authorization }),
			]) {
				await claims().insert(claim);
				expect(await claims().get(claim.id)).toEqual(claim);
			}
		});
		test("are found by the hundred", async () => {
			const lane = freshName();
			const all = await Promise.all(Array.from({ length: 130 }, (_, at) => stored({ lane, acceptedAtMs: at })));
			expect(idsOf((await claims().waiting(lane, 200)).claims)).toEqual(idsOf(all));
		});
	});

	describe("a holder's claims", () => {
		const pages = async (holder: Claim["holder"], limit: number): Promise<Hex[][]> => {
			const found: Hex[][] = [];
			let after: string | undefined;
			do {
				const page = await claims().ofHolder(holder, limit, after);
				found.push(idsOf(page.claims));
				after = page.next;
			} while (after !== undefined && found.length < 50);
			return found;
		};

		test("come newest first and whole, without duplicates, whatever the page size", async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.nat({ max: 3 }), { maxLength: 12 }),
					fc.integer({ min: 1, max: 14 }),
					async (times, limit) => {
						const holder = freshHolder();
						const all = await Promise.all(times.map((acceptedAtMs) => stored({ holder, acceptedAtMs })));
						await stored();
						const found = await pages(holder, limit);
						expect(found.flat().toSorted()).toEqual(idsOf(all).toSorted());
						expect(found.every((page) => page.length <= limit)).toBe(true);
						expect(found).toHaveLength(Math.max(1, Math.ceil(all.length / limit)));
						const at = new Map(all.map((claim) => [claim.id, claim.acceptedAtMs]));
						const order = found.flat().map((id) => at.get(id) ?? -1);
						expect(order).toEqual(order.toSorted((a, b) => b - a));
					},
				),
				{ numRuns: 15 },
			);
		});
		test("are there in every state", async () => {
			const { id, holder } = await stored({ state: "settled" });
			expect(idsOf((await claims().ofHolder(holder, 5)).claims)).toEqual([id]);
		});
		test.each([
			["", 0],
			["#", 0],
			["0", 0],
			["~", 1],
		])("can be asked for after %j, which no page ever named: what sorts below it", async (after, found) => {
			const { holder } = await stored();
			const page = await claims().ofHolder(holder, 5, after);
			expect(page.claims).toHaveLength(found);
			expect(page.next).toBeUndefined();
		});
	});
}
