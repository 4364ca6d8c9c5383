import { describe, expect, test } from "@jest/globals";
import type { Hex } from "../../functions/core/hex.ts";
import { word } from "../given/claim.ts";
import { freshId, freshName, type Open, WORKERS, wins } from "./fresh.ts";

/** functions/core/ports/slot-store.ts */
export function slotsSuite(open: Open): void {
	const slots = () => open().slots;
	let marks = 0;
	const by = (claimId: Hex, takenAtMs: number) => ({ claimId, takenAtMs, mark: `mark ${++marks}` });

	describe("a slot", () => {
		test("is taken by one of many at the same time, and all are told which", async () => {
			const slot = freshName();
			const took = await Promise.all(
				Array.from({ length: WORKERS }, (_, n) => slots().take(slot, by(word(n + 1), 1_000 + n))),
			);
			const [holder] = took;
			expect(new Set(took.map(({ claimId }) => claimId)).size).toBe(1);
			expect(holder?.takenAtMs).toBe(999 + Number(BigInt(holder?.claimId ?? 0)));
		});
		test("that is this claim's already stays so", async () => {
			const [slot, id] = [freshName(), freshId()];
			const first = by(id, 5);
			expect(await slots().take(slot, first)).toEqual(first);
			expect(await slots().take(slot, by(id, 9))).toEqual(first); // another post of the same claim sees that it is not its own
		});
		test("is taken by one of many posts of the same claim at the same time: only its mark comes back", async () => {
			const [slot, id] = [freshName(), freshId()];
			const took = await wins(async (n) => {
				const mine = by(id, 1_000 + n);
				return (await slots().take(slot, mine)).mark === mine.mark;
			});
			expect(took).toBe(1);
		});
		test("is taken over by exactly one of many posts of the same claim at the same time", async () => {
			const [slot, id] = [freshName(), freshId()];
			const from = await slots().take(slot, by(freshId(), 5));
			expect(await wins(() => slots().takeOver(slot, from, by(id, 9)))).toBe(1);
		});
		test("is taken over by exactly one of many at the same time", async () => {
			const slot = freshName();
			const from = await slots().take(slot, by(freshId(), 5));
			expect(await wins((n) => slots().takeOver(slot, from, by(word(n + 1), 9)))).toBe(1);
			const now = await slots().take(slot, by(freshId(), 11));
			expect(now.takenAtMs).toBe(9);
			expect(now.claimId).not.toBe(from.claimId);
		});
		test("is not taken over from somebody who no longer holds it, nor when nobody does", async () => {
			const slot = freshName();
			const first = by(freshId(), 1);
			expect(await slots().takeOver(slot, first, by(freshId(), 2))).toBe(false);
			await slots().take(slot, first);
			const second = by(freshId(), 3);
			expect(await slots().takeOver(slot, first, second)).toBe(true);
			expect(await slots().takeOver(slot, first, by(freshId(), 4))).toBe(false);
			expect(await slots().take(slot, by(freshId(), 5))).toEqual(second);
		});
		test("is not taken over from one who has lost it and taken it again since", async () => {
			const [slot, a, b] = [freshName(), freshId(), freshId()];
			const seen = await slots().take(slot, by(a, 1));
			const other = by(b, 2);
			await slots().takeOver(slot, seen, other);
			expect(await slots().takeOver(slot, other, by(a, 3))).toBe(true);
			expect(await slots().takeOver(slot, seen, by(freshId(), 4))).toBe(false);
		});
		test("is another for each name", async () => {
			const [a, b] = [freshId(), freshId()];
			expect((await slots().take(freshName(), by(a, 1))).claimId).toBe(a);
			expect((await slots().take(freshName(), by(b, 1))).claimId).toBe(b);
		});
	});
}
