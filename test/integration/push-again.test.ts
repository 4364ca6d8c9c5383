import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { payoutBacklog } from "../../functions/app/payout-backlog.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { withKillPoints } from "../given/kill-points.ts";
import { pay, pushing } from "../given/pushing.ts";
import { act, addressOf, deployInto } from "../given/revenue.ts";
import { payAtTill, refuseAtTill, TILL } from "../given/till.ts";
import { carry, holderAt, owedWei, startWorld, type World } from "../given/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: World;
beforeEach(async () => {
	world = await startWorld(3);
	await world.mine(70);
}, 60_000);
afterEach(() => world.stop());

const at = (laterMs: number): Ports => pushing(world, {}, laterMs);
async function payAndCarry(laterMs: number, ports = at(laterMs)): Promise<void> {
	await pay(ports);
	await world.mine(4); // what a claim was accepted on is final
	await carry(world, ports);
}
const refuse = (isRefused: boolean) => refuseAtTill(world, isRefused);
const stateOf = async (holder: Address) =>
	(await world.ports.store.claims.ofHolder(holder, 20)).claims.map(({ state }) => state).reverse();
/** The first holder wants his money at the till. */
async function toTill(): Promise<Address> {
	const holder = holderAt(world, 0);
	await payAtTill(world, holder);
	return holder.address as Address;
}
async function paidOnce(holder: Address): Promise<void> {
	expect(await world.balance(TILL)).toBe(await owedWei(world, holder));
	expect(await world.balance(TILL)).toBeGreaterThan(0n);
}

describe("a holder whose pushed claim was refused", () => {
	test("is pushed again when a while has passed, and is paid once", async () => {
		const holder = await toTill();
		await refuse(true);
		await world.earnAndSnapshot(10n ** 18n);
		await payAndCarry(0);
		expect(await stateOf(holder)).toEqual(["refused"]);
		await refuse(false);
		await payAndCarry(9 * MINUTE);
		expect(await stateOf(holder)).toEqual(["refused"]);
		for (const minutes of [11, 80, 500]) await payAndCarry(minutes * MINUTE);
		expect(await stateOf(holder)).toEqual(["refused", "settled"]);
		await paidOnce(holder);
		expect(await payoutBacklog(at(0), at(0).tokens[0] as Token)).toEqual({ holders: 0, owedWei: 0n });
	}, 60_000);
	test("is tried five times in a day and a half, ever more rarely, and again with the next snapshot", async () => {
		const holder = await toTill();
		await refuse(true);
		await world.earnAndSnapshot(10n ** 18n);
		const tries: number[] = [];
		for (let minutes = 0; minutes < 48 * 60; minutes += 30) {
			const before = (await stateOf(holder)).length;
			await payAndCarry(minutes * MINUTE);
			if ((await stateOf(holder)).length > before) tries.push(minutes / 60);
		}
		expect(tries).toEqual([0, 0.5, 1.5, 7.5, 31.5]);
		await refuse(false);
		await payAndCarry(300 * HOUR);
		expect(await stateOf(holder)).toEqual(Array(5).fill("refused"));
		await world.earnAndSnapshot(10n ** 18n);
		await payAndCarry(301 * HOUR);
		expect((await stateOf(holder)).slice(5)).toEqual(["settled"]);
		await paidOnce(holder);
	}, 120_000);
	test.each(["before", "after"] as const)(
		"is not forgotten by a worker that dies %s it has kept him",
		async (when) => {
			const holder = await toTill();
			await refuse(true);
			await world.earnAndSnapshot(10n ** 18n);
			let left = 1;
			const dying = withKillPoints(at(0), (method, moment) => {
				if (method === "payouts.tryAgain" && moment === when && left-- > 0) throw new Error("killed");
			});
			await payAndCarry(0, dying).catch(() => undefined);
			await payAndCarry(0);
			await refuse(false);
			await payAndCarry(11 * MINUTE);
			expect(await stateOf(holder)).toEqual(["refused", "settled"]);
			await paidOnce(holder);
		},
		60_000,
	);
});

test("a contract that could not take what is due when it was to be pushed is tried again, too", async () => {
	const operator = (await world.operator.getAddress()) as Address;
	const wallet = await deployInto(world, "WalletAccount", operator);
	const holder = await addressOf(wallet);
	const [giver] = world.holders as [HDNodeWallet];
	await world.rpc("anvil_setBalance", [giver.address, "0xde0b6b3a7640000"]);
	const own = world.token.connect(giver.connect(world.provider)) as typeof world.token;
	await own.getFunction("transfer")(holder, 10n ** 23n, { gasLimit: 300_000 });
	await world.mine();
	const data = world.token.interface.encodeFunctionData("setRecipient", [TILL]);
	await act(world, wallet, "run", await world.token.getAddress(), data);
	await refuse(true);
	await world.earnAndSnapshot(10n ** 18n);
	await payAndCarry(0);
	expect(await stateOf(holder)).toEqual([]);
	await refuse(false);
	await payAndCarry(9 * MINUTE);
	expect(await stateOf(holder)).toEqual([]);
	for (const minutes of [11, 80]) await payAndCarry(minutes * MINUTE);
	expect(await stateOf(holder)).toEqual(["settled"]);
	await paidOnce(holder);
}, 60_000);
