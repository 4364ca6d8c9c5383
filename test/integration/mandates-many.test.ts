import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Contract, HDNodeWallet } from "ethers";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { payAtTill, refuseAtTill, TILL } from "../given/till.ts";
import {
	carry,
	claimsOf,
	FOREVER,
	holderAt,
	later,
	owedWei,
	startWorld,
	TOKEN_ID,
	type World,
} from "../given/world.ts";

const ETHER = 10n ** 18n;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const QUOTA = 2;
let world: World;
let holder: HDNodeWallet;
/** To the beginning of the next UTC day, so that none ends meanwhile. */
const tomorrowMs = (): number => DAY_MS - (Date.now() % DAY_MS);
beforeEach(async () => {
	world = await startWorld(1);
	holder = holderAt(world, 0);
	await payAtTill(world, holder);
	for (let nth = 0; nth < 4; nth++) await giveMandate(later(world.ports, nth * 1_000), TOKEN_ID, holder);
}, 60_000);
afterEach(() => world.stop());

const refuse = (isRefused: boolean) => refuseAtTill(world, isRefused);
async function payAfter(laterMs: number): Promise<number> {
	const limits = { ...world.ports.limits, claimsPerHolderPerDay: QUOTA };
	const ports = { ...later(world.ports, laterMs), limits };
	await payMandates(ports, ports.tokens[0] as Token, FOREVER);
	await world.mine(4); // what a claim was accepted on is final
	await carry(world, ports);
	return (await claimsOf(ports, holder)).length;
}

test("who claims the newest snapshot himself has no more claims under his mandates for that", async () => {
	const startMs = tomorrowMs();
	for (let n = 0; n < 3; n++) {
		await world.earnAndSnapshot(ETHER);
		await world.rpc("evm_increaseTime", [60]);
		await world.mine(2);
	}
	await world.rpc("anvil_setCode", [holder.address, delegationCode(world.claimMandate)]);
	for (const own of [3n, 2n]) {
		await refuse(true);
		for (const minutes of [0, 15, 90]) expect(await payAfter(startMs + minutes * MINUTE_MS)).toBeLessThanOrEqual(QUOTA);
		await refuse(false);
		const asHolder = world.token.connect(holder.connect(world.provider)) as Contract;
		await asHolder.getFunction("claim")(own, { gasLimit: 300_000 });
		await world.mine(4);
	}
	expect(await payAfter(startMs + 100 * MINUTE_MS)).toBe(QUOTA);
}, 120_000);

test("a new snapshot's mandates have their first turn before those that are to be looked at again", async () => {
	await world.earnAndSnapshot(ETHER);
	const { mandates, ...store } = world.ports.store;
	const asked: string[] = [];
	const noted =
		<A extends unknown[], R>(name: string, ask: (...given: A) => R) =>
		(...given: A): R => {
			asked.push(name);
			return ask(...given);
		};
	const seen = { ofToken: noted("all", mandates.ofToken), retries: noted("again", mandates.retries) };
	const ports: Ports = { ...world.ports, store: { ...store, mandates: { ...mandates, ...seen } } };
	await payMandates(ports, ports.tokens[0] as Token, FOREVER);
	expect(asked).toEqual(["all", "again"]);
}, 60_000);

test("many mandates of one holder make no more claims a day than he may post, until a new snapshot comes", async () => {
	await refuse(true);
	await world.earnAndSnapshot(ETHER);
	const startMs = tomorrowMs();
	let claims = 0;
	for (let minutes = 0; minutes < 300; minutes += 15) claims = await payAfter(startMs + minutes * MINUTE_MS);
	expect(claims).toBe(QUOTA);
	await world.earnAndSnapshot(ETHER);
	expect(await payAfter(startMs + 310 * MINUTE_MS)).toBeGreaterThan(QUOTA);
	await refuse(false);
	for (let n = 0; n < 4; n++) await payAfter(startMs + DAY_MS + n * 20 * MINUTE_MS);
	expect(await world.balance(TILL)).toBe(await owedWei(world, holder.address));
}, 120_000);
