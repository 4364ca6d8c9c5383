import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Hex } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import { aClaim, aMandate, DELEGATE, word } from "../given/claim.ts";
import { freshHolder, freshId, freshName, type Open, UINT_MAX, wins } from "./fresh.ts";

/** functions/core/ports/mandate-store.ts */
export function mandatesSuite(open: Open): void {
	const mandates = () => open().mandates;
	const stored = async (given: Partial<StoredMandate> = {}): Promise<StoredMandate> => {
		const holder = freshHolder();
		const mandate: StoredMandate = {
			id: freshId(),
			version: 1,
			tokenId: "model",
			chainId: 1,
			holder,
			delegate: DELEGATE,
			mandate: aMandate({ account: holder }),
			signature: word(1),
			createdAtMs: 5,
			...given,
		};
		expect(await mandates().insert(mandate)).toBe(true);
		return mandate;
	};
	const revoked = (one: StoredMandate): StoredMandate => ({ ...one, version: one.version + 1, revokedAtMs: 9 });

	describe("mandates", () => {
		test("are inserted once and come back as they were, with their authorization", async () => {
			const authorization = { chainId: 1, delegate: DELEGATE, nonce: 2, signature: word(3) };
			const mandate = await stored({ authorization });
			expect(await mandates().insert({ ...mandate, createdAtMs: 6 })).toBe(false);
			expect(await mandates().get(mandate.id)).toEqual(mandate);
			expect(await mandates().get(freshId())).toBeUndefined();
		});
		test("are inserted by one of many at the same time", async () => {
			const mandate = await stored();
			const fresh = { ...mandate, id: freshId() };
			expect(await wins((n) => mandates().insert({ ...fresh, createdAtMs: n }))).toBe(1);
		});
		test("come back with amounts up to 2^256 - 1", async () => {
			const mandate = await stored({ mandate: aMandate({ nonce: UINT_MAX, expirySec: UINT_MAX }) });
			expect(await mandates().get(mandate.id)).toEqual(mandate);
		});
		test("are not changed from an older version, from a later one, or when unknown", async () => {
			const mandate = await stored({ version: 5 });
			for (const version of [4, 5, 7]) expect(await mandates().update({ ...mandate, version })).toBe(false);
			expect(await mandates().update({ ...mandate, id: freshId(), version: 6 })).toBe(false);
			expect(await mandates().get(mandate.id)).toEqual(mandate);
		});
		test("do not change with what the caller does to them later", async () => {
			const mandate = await stored();
			mandate.mandate.nonce = 99n;
			expect((await mandates().get(mandate.id))?.mandate.nonce).toBe(7n);
		});
		test("are changed by exactly one of many at the same time", async () => {
			const mandate = await stored();
			expect(await wins(() => mandates().update(revoked(mandate)))).toBe(1);
			expect((await mandates().get(mandate.id))?.revokedAtMs).toBe(9);
		});
		test("of a token come page by page, oldest first, without those that are revoked", async () => {
			const tokenId = freshName();
			const all = await Promise.all([1, 2, 3, 4, 5].map((createdAtMs) => stored({ tokenId, createdAtMs })));
			await stored();
			await mandates().update(revoked(all[2] as StoredMandate));
			const found: Hex[] = [];
			let after: string | undefined;
			do {
				const page = await mandates().ofToken(tokenId, 2, after);
				found.push(...page.mandates.map(({ id }) => id));
				after = page.next;
			} while (after !== undefined);
			expect(found).toEqual([0, 1, 3, 4].map((at) => all[at]?.id));
		});
		test("of a token come whole and each once, whatever the page size and whatever was revoked", async () => {
			const one = fc.record({ createdAtMs: fc.nat({ max: 3 }), isRevoked: fc.boolean() });
			await fc.assert(
				fc.asyncProperty(fc.array(one, { maxLength: 9 }), fc.integer({ min: 1, max: 10 }), async (given, limit) => {
					const tokenId = freshName();
					const all = await Promise.all(given.map(({ createdAtMs }) => stored({ tokenId, createdAtMs })));
					await Promise.all(
						all.filter((_, at) => given[at]?.isRevoked).map((each) => mandates().update(revoked(each))),
					);
					await stored({ tokenId: `${tokenId}-2` });
					const found: StoredMandate[] = [];
					let after: string | undefined;
					for (let turn = 0; turn < 20; turn++) {
						const page = await mandates().ofToken(tokenId, limit, after);
						expect(page.mandates.length).toBeLessThanOrEqual(limit);
						found.push(...page.mandates);
						after = page.next;
						if (after === undefined) break;
					}
					expect(after).toBeUndefined();
					const standing = all.filter((_, at) => !given[at]?.isRevoked);
					expect(found.map(({ id }) => id).toSorted()).toEqual(standing.map(({ id }) => id).toSorted());
					const times = found.map(({ createdAtMs }) => createdAtMs);
					expect(times).toEqual(times.toSorted((a, b) => a - b));
				}),
				{ numRuns: 15 },
			);
		});
		test("of a token that are revoked while they are gone through take no other one with them", async () => {
			const tokenId = freshName();
			const all = await Promise.all([1, 2, 3, 4].map((createdAtMs) => stored({ tokenId, createdAtMs })));
			const first = await mandates().ofToken(tokenId, 2);
			for (const at of [0, 1, 2]) await mandates().update(revoked(all[at] as StoredMandate));
			const rest = await mandates().ofToken(tokenId, 2, first.next);
			expect([...first.mandates, ...rest.mandates].map(({ id }) => id)).toEqual([0, 1, 3].map((at) => all[at]?.id));
		});
		test("that are to be looked at again are given when their time has come, earliest first, until they are forgotten", async () => {
			const tokenId = freshName();
			const [first, second, third] = [freshId(), freshId(), freshId()];
			const retries = [
				{ mandateId: second, atMs: 20 },
				{ mandateId: first, atMs: 10 },
				{ mandateId: third, atMs: 1_000_000_000_000 },
			];
			for (const retry of [...retries, ...retries]) await mandates().tryAgain(tokenId, retry);
			expect(await mandates().retries(tokenId, 9, 10)).toEqual([]);
			expect(await mandates().retries(tokenId, 20, 10)).toEqual([retries[1], retries[0]]);
			expect(await mandates().retries(tokenId, 20, 1)).toEqual([retries[1]]);
			for (let turn = 0; turn < 2; turn++) await mandates().forget(tokenId, retries[1] as (typeof retries)[0]);
			expect(await mandates().retries(tokenId, 20, 10)).toEqual([retries[0]]);
			expect(await mandates().retries(freshName(), 20, 10)).toEqual([]);
		});
		test("of a holder are no claims of his, nor the other way round", async () => {
			const holder = freshHolder();
			const claim = aClaim({ id: freshId(), holder });
			await open().claims.insert(claim);
			const mandate = await stored({ holder });
			expect((await mandates().ofHolder(holder, 5)).mandates.map(({ id }) => id)).toEqual([mandate.id]);
			expect((await open().claims.ofHolder(holder, 5)).claims.map(({ id }) => id)).toEqual([claim.id]);
		});
		test("of a holder come page by page, newest first", async () => {
			const holder = freshHolder();
			const all = await Promise.all([1, 2, 3, 4, 5].map((createdAtMs) => stored({ holder, createdAtMs })));
			const first = await mandates().ofHolder(holder, 3);
			const second = await mandates().ofHolder(holder, 3, first.next);
			const found = [...first.mandates, ...second.mandates].map(({ id }) => id);
			expect([found, second.next]).toEqual([all.map(({ id }) => id).toReversed(), undefined]);
		});
		test("of a holder come newest first, revoked ones too", async () => {
			const holder = freshHolder();
			const [old, recent] = [await stored({ holder, createdAtMs: 1 }), await stored({ holder, createdAtMs: 2 })];
			await mandates().update(revoked(old));
			const { mandates: found, next } = await mandates().ofHolder(holder, 5);
			expect([found.map(({ id }) => id), next]).toEqual([[recent.id, old.id], undefined]);
		});
		test("keep how far a token's holders are paid", async () => {
			const tokenId = freshName();
			expect(await mandates().progress(tokenId)).toBeUndefined();
			const progress = { snapshotId: 2n ** 200n, isDone: false, after: "here" };
			await mandates().setProgress(tokenId, progress);
			expect(await mandates().progress(tokenId)).toEqual(progress);
			const done = { snapshotId: 2n ** 200n, isDone: true };
			await mandates().setProgress(tokenId, done);
			expect(await mandates().progress(tokenId)).toEqual(done);
			expect(await mandates().progress(freshName())).toBeUndefined();
		});
	});
}
