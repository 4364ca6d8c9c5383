import { expect, test } from "@jest/globals";
import { freshName, type Open } from "./fresh.ts";

/** functions/core/ports/chore-store.ts */
export function choresSuite(open: Open): void {
	test("a chore stands as was said last, and each by its name", async () => {
		const [name, other] = [freshName(), freshName()];
		expect(await open().chores.standing(name)).toBeUndefined();
		const standing = { misses: 1, untilMs: 5, lane: "a", nonce: 3 };
		await open().chores.setStanding(name, standing);
		await open().chores.setStanding(name, { ...standing, misses: 2 });
		expect(await open().chores.standing(name)).toEqual({ ...standing, misses: 2 });
		expect(await open().chores.standing(other)).toBeUndefined();
	});
}
