import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { payOut } from "../../functions/app/pay-out.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { payAtTill, refuseAtTill, TILL } from "../given/till.ts";
import { carry, claimsOf, FOREVER, later, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const ETHER = 10n ** 18n;
const MINUTE_MS = 60_000;
let world: World;
let holder: HDNodeWallet;
beforeEach(async () => {
	world = await startWorld(3);
	[holder] = world.holders as [HDNodeWallet];
	await world.mine(70);
	await payAtTill(world, holder);
}, 60_000);
afterEach(() => world.stop());

const refuse = (isRefused: boolean) => refuseAtTill(world, isRefused);
const states = async () => (await claimsOf(world.ports, holder)).map(({ state }) => state).reverse();

describe.each(["push", "mandate"] as const)(
	"by %s, a holder with more snapshots due than one claim names",
	(payout) => {
		let ports: Ports;
		beforeEach(async () => {
			const [token] = world.ports.tokens as [Token];
			ports = { ...world.ports, tokens: [{ ...token, payout }] };
			await refuse(true);
			for (let n = 0; n < 22; n++) await world.earnAndSnapshot(ETHER);
			if (payout === "mandate") await giveMandate(ports, TOKEN_ID, holder);
		}, 60_000);
		async function payAfter(minutes: number): Promise<void> {
			const then = later(ports, minutes * MINUTE_MS);
			await payOut(then, then.tokens[0] as Token, FOREVER);
			await world.mine(4); // what a claim was accepted on is final
			await carry(world, then);
		}

		test("is tried ever more rarely: five times with the oldest, then so with the newest, and no more", async () => {
			const tries: number[] = [];
			for (let minutes = 0; minutes < 96 * 60; minutes += 60) {
				const before = (await claimsOf(ports, holder)).length;
				await payAfter(minutes);
				if ((await claimsOf(ports, holder)).length > before) tries.push(minutes / 60);
			}
			expect(tries).toEqual([0, 1, 2, 8, 32, 33, 34, 35, 41, 65]);
		}, 120_000);

		test("is paid all, once, with the next snapshot after he was given up", async () => {
			for (const minutes of [0, 30, 100, 600, 2_400, 2_500, 2_600, 2_700]) await payAfter(minutes);
			expect(new Set(await states())).toEqual(new Set(["refused"]));
			await refuse(false);
			await world.earnAndSnapshot(ETHER);
			for (let n = 0; n < 6; n++) await payAfter(3_000 + 2 * n);
			expect(await world.balance(TILL)).toBe(await owedWei(world, holder.address));
		}, 120_000);
	},
);
