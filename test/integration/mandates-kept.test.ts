import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import type { Token } from "../../functions/core/stage.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { ETHER, foreignWorld } from "../given/foreign.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { carry, claimsOf, FOREVER, holderAt, later, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(4);
}, 60_000);
afterEach(() => world.stop());

test("a mandate is kept for who holds the token alone, and so many a day", async () => {
	const foreign = await foreignWorld(world, "OraToken", "ora", 100);
	const [, nobody] = newHolders(2) as [HDNodeWallet, HDNodeWallet];
	await expect(foreign.giveMandate(nobody)).rejects.toMatchObject({ code: "not_a_holder" });
	const give = (nth: number) => giveMandate(later(foreign.ports, nth * 1_000), foreign.token.id, holderAt(world, 0));
	const { claimsPerHolderPerDay } = foreign.ports.limits;
	const ids = new Set<string>();
	for (let nth = 0; nth < claimsPerHolderPerDay; nth++) ids.add((await give(nth)).id);
	expect(ids.size).toBe(claimsPerHolderPerDay);
	await expect(give(claimsPerHolderPerDay)).rejects.toMatchObject({ code: "quota_exceeded" });
	expect((await foreign.ports.store.mandates.ofToken(foreign.token.id, 100)).mandates).toHaveLength(ids.size);
}, 60_000);

describe("a mandate that could not be paid", () => {
	const MINUTE_MS = 60_000;
	test.each([
		["since nobody was woken for it", undefined],
		["since the day's budget was used up when it was given", 1n],
	])(
		"%s is paid by the schedule, though the snapshot's mandates were gone through before",
		async (_why, dailyBudgetWei) => {
			await world.earnAndSnapshot(ETHER);
			const [token] = world.ports.tokens as [Token];
			await payMandates(world.ports, token, FOREVER);
			const { id } = await giveMandate(world.ports, TOKEN_ID, holderAt(world, 0));
			const poor: Token = { ...token, dailyBudgetWei };
			if (dailyBudgetWei) {
				await payMandate(world.ports, poor, id);
				await payMandates(later(world.ports, 2 * MINUTE_MS), poor, FOREVER);
				expect(await claimsOf(world.ports, holderAt(world, 0))).toEqual([]);
			}
			await payMandates(later(world.ports, 4 * MINUTE_MS), token, FOREVER);
			expect((await claimsOf(world.ports, holderAt(world, 0))).map(({ route }) => route)).toEqual(["mandate"]);
			await payMandates(later(world.ports, 8 * MINUTE_MS), token, FOREVER);
			expect(await world.ports.store.mandates.retries(TOKEN_ID, FOREVER, 10)).toEqual([]);
		},
		60_000,
	);
	test.each([
		["because another claim of the holder was on its way", 0, 2 * MINUTE_MS],
		["because it was not worth its gas", 10 ** 9, 16 * MINUTE_MS],
	])(
		"%s is paid later, without another snapshot",
		async (_why, minWorthPercent, waitMs) => {
			await world.earnAndSnapshot(ETHER);
			// On its way, and of the first snapshot alone.
			const own = minWorthPercent === 0 ? await world.accept(holderAt(world, 0), "on-behalf") : undefined;
			await world.earnAndSnapshot(ETHER);
			await giveMandate(world.ports, TOKEN_ID, holderAt(world, 0));

			const [token] = world.ports.tokens as [Token];
			const run = async (ms: number, more: Partial<Token> = {}) =>
				payMandates(later(world.ports, ms), { ...token, ...more }, FOREVER);
			const made = async () =>
				(await claimsOf(world.ports, holderAt(world, 0))).filter(({ route }) => route === "mandate");
			for (let walk = 0; walk < 2; walk++) {
				await run(0, { minWorthPercent });
				await world.mine(4); // the snapshot is final
			}
			expect(await world.ports.store.mandates.progress(TOKEN_ID)).toMatchObject({ isDone: true });
			expect(await made()).toEqual([]);
			if (own) await carry(world);
			await run(0);
			expect(await made()).toEqual([]); // its time has not come
			await run(waitMs);
			expect((await made()).map(({ snapshotIds }) => snapshotIds)).toEqual([own ? [2n] : [1n, 2n]]);
			await run(waitMs + 20 * MINUTE_MS);
			expect(await world.ports.store.mandates.retries(TOKEN_ID, FOREVER, 10)).toEqual([]);
		},
		60_000,
	);
});
