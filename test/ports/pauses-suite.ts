import { describe, expect, test } from "@jest/globals";
import { freshName, type Open, wins } from "./fresh.ts";

/** functions/core/ports/pause-store.ts */
export function pausesSuite(open: Open): void {
	const pauses = () => open().pauses;
	const ofMine = async (...names: string[]) =>
		(await pauses().list()).filter(({ tokenId, lane }) => names.includes(tokenId ?? lane ?? ""));

	describe("a pause", () => {
		test("is listed as soon as it is set, and no longer once it is lifted", async () => {
			const tokenId = freshName();
			expect(await ofMine(tokenId)).toEqual([]);
			await pauses().set({ tokenId, sinceMs: 5 });
			expect(await ofMine(tokenId)).toEqual([{ tokenId, sinceMs: 5 }]);
			expect(await pauses().lift({ tokenId })).toBe(true);
			expect(await ofMine(tokenId)).toEqual([]);
		});
		test("of a token, of a lane of the same name and of everything are three", async () => {
			const name = freshName();
			await pauses().set({ lane: name, sinceMs: 2 });
			await pauses().set({ tokenId: name, sinceMs: 1 });
			await pauses().set({ sinceMs: 3 });
			expect(await pauses().lift({})).toBe(true);
			expect(await pauses().lift({})).toBe(false);
			expect(await ofMine(name)).toEqual([
				{ tokenId: name, sinceMs: 1 },
				{ lane: name, sinceMs: 2 },
			]);
			expect(await pauses().lift({ lane: name })).toBe(true);
			expect(await ofMine(name)).toEqual([{ tokenId: name, sinceMs: 1 }]);
		});
		test("set again takes the earlier one's place", async () => {
			const lane = freshName();
			await pauses().set({ lane, sinceMs: 1 });
			await pauses().set({ lane, sinceMs: 9 });
			expect(await ofMine(lane)).toEqual([{ lane, sinceMs: 9 }]);
		});
		test("is lifted by one of many at the same time", async () => {
			const lane = freshName();
			await pauses().set({ lane, sinceMs: 1 });
			expect(await wins(() => pauses().lift({ lane }))).toBe(1);
		});
		test("that nobody set can't be lifted", async () => {
			expect(await pauses().lift({ tokenId: freshName() })).toBe(false);
		});
	});
}
