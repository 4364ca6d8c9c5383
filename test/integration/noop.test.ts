import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { holderAt, LANE, owedWei, startWorld, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(2);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

/** A worker of so much later. */
const later = (seconds: number, ports: Ports = world.ports): Ports => ({
	...ports,
	nowMs: () => Date.now() + seconds * 1000,
});
const row = async () => await world.ports.store.lanes.get(LANE, 0);
/** What the lane's first nonce was used for. */
const mined = async () => {
	const inclusion = (await row())?.inclusion;
	return inclusion && (await world.provider.getTransaction(inclusion.hash));
};

describe("a nonce whose payload has become pointless is used by a no-op", () => {
	test("when somebody else paid every claim of a batch that no block took", async () => {
		const order = await world.order(holderAt(world, 0));
		const claim = await world.accept(holderAt(world, 0));
		await relayLane(world.ports, LANE);
		await world.rpc("anvil_dropAllTransactions");
		await world.execute(order);
		await world.mine();
		await settleLane(later(60), LANE, 0);
		expect((await row())?.attempts.map(({ noop }) => noop)).toEqual([false, true]);
		await world.mine(4);
		await settleLane(later(61), LANE, 0);
		expect(await mined()).toMatchObject({ to: world.laneAddress, data: "0x", nonce: 0 });
		expect((await row())?.state).toBe("final");
		await relayLane(later(62), LANE); // it was given back; the trial finds that it is paid
		expect((await world.claim(claim.id)).state).toBe("settled");
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);

	test("but not while one claim of the batch is still due", async () => {
		const order = await world.order(holderAt(world, 0));
		const claims = [await world.accept(holderAt(world, 0)), await world.accept(holderAt(world, 1))];
		await relayLane(world.ports, LANE);
		await world.rpc("anvil_dropAllTransactions");
		await world.execute(order);
		await world.mine();
		await settleLane(later(60), LANE, 0);
		expect((await row())?.attempts.map(({ noop }) => noop)).toEqual([false, false]);
		await world.mine(4);
		await settleLane(later(61), LANE, 0);
		for (const { id, holder } of claims) {
			expect((await world.claim(id)).state).toBe("settled");
			expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		}
	}, 60_000);

	test("but not because nodes take nothing now: their pools are full, or a nonce below is missing", async () => {
		const claim = await world.accept(holderAt(world, 0));
		const full: Chain = {
			...world.ports.chain(31337),
			broadcast: async () => ({ ok: false, why: "not_now", message: "txpool is full" }),
		};
		await relayLane({ ...world.ports, chain: () => full }, LANE);
		await settleLane({ ...later(60), chain: () => full }, LANE, 0);
		expect((await row())?.attempts.map(({ noop }) => noop)).toEqual([false, false]);
		await settleLane(later(80), LANE, 0);
		await world.mine(4);
		await settleLane(later(81), LANE, 0);
		expect(await world.claim(claim.id)).toMatchObject({ state: "settled", nonce: 0 });
	}, 60_000);

	test("when nodes reject its bytes for ever, though its fees have come up to the cap: it need outbid nothing", async () => {
		const claim = await world.accept(holderAt(world, 0));
		const real = world.ports.chain(31337);
		/** No node takes a transaction with data: it does not answer, or says no. */
		const picky = (why: "unanswered" | "rejected"): Chain => ({
			...real,
			broadcast: async (bytes) => (bytes.length > 400 ? { ok: false, why, message: why } : real.broadcast(bytes)),
		});
		const worker = (sec: number, why: "unanswered" | "rejected") => ({ ...later(sec), chain: () => picky(why) });
		const attempts = async () => (await row())?.attempts ?? [];
		await relayLane(worker(0, "unanswered"), LANE);
		let sec = 0;
		for (let before = 0; before < (await attempts()).length; ) {
			before = (await attempts()).length;
			sec += 60;
			await settleLane(worker(sec, "unanswered"), LANE, 0);
		}
		const atCap = await attempts();
		expect(atCap.some(({ noop }) => noop)).toBe(false); // an earlier one may have arrived
		await settleLane(worker(sec + 60, "rejected"), LANE, 0);
		const [last] = (await attempts()).slice(atCap.length);
		expect(last).toMatchObject({ noop: true });
		expect(last?.maxFeePerGasWei).toBeLessThan(atCap.at(-1)?.maxFeePerGasWei ?? 0n);
		await world.mine(4);
		await settleLane(later(sec + 61), LANE, 0);
		expect(await mined()).toMatchObject({ to: world.laneAddress, data: "0x" });
		await relayLane(later(sec + 62), LANE);
		await world.mine(4);
		await settleLane(later(sec + 63), LANE, 0);
		expect(await world.claim(claim.id)).toMatchObject({ state: "settled", nonce: 1 });
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);

	test("when nodes reject its bytes for ever: its claims are given back and go with the next nonce", async () => {
		const claim = await world.accept(holderAt(world, 0));
		const real = world.ports.chain(31337);
		// No node takes a transaction with data at nonce 0: it would be longer than 200 bytes.
		const picky: Chain = {
			...real,
			broadcast: async (bytes) =>
				bytes.length > 400
					? { ok: false, why: "rejected", message: "exceeds the limit of this pool" }
					: real.broadcast(bytes),
		};
		await relayLane({ ...world.ports, chain: () => picky }, LANE);
		await settleLane({ ...later(60), chain: () => picky }, LANE, 0);
		expect((await row())?.attempts.map(({ noop }) => noop)).toEqual([false, true]);
		await world.mine(4);
		await settleLane(later(61), LANE, 0);
		expect(await mined()).toMatchObject({ to: world.laneAddress, data: "0x" });
		await relayLane(later(62), LANE);
		await world.mine(4);
		await settleLane(later(63), LANE, 0);
		expect(await world.claim(claim.id)).toMatchObject({ state: "settled", nonce: 1 });
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);
});
