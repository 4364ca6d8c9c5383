import { describe, expect, test } from "@jest/globals";
import type { Hex } from "../../functions/core/hex.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import { aMandate, DELEGATE, word } from "../given/claim.ts";
import { freshHolder, freshId, freshName, type Open, wins } from "./fresh.ts";

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
		});
	});
}
