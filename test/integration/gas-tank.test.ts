import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Wallet } from "ethers";
import { refillLanes } from "../../functions/app/refill-lanes.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { sweepToken } from "../../functions/app/sweep-token.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { act, addressOf, openRevenue, type Revenue, withSweeps } from "../given/revenue.ts";
import { SECOND_KEY, SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { LANE, owedWei, startWorld, type World } from "../given/world.ts";

const CHAIN = 31337;
const ETHER = 10n ** 18n;
/** The fee cap. A refill may take 200,000 gas, a sweep 300,000, the smallest batch 400,000. */
const GWEI_100 = 10n ** 11n;
const TARGET = ETHER / 2n;
let world: World;
let revenue: Revenue;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(2);
	revenue = await openRevenue(world, { tankBps: 5_000, tankWei: 2n * ETHER });
	await act(world, revenue.tank, "setLane", world.laneAddress, TARGET);
	ports = withSweeps(
		world.ports,
		[
			{ id: "oracle", kind: "oracle", address: await addressOf(revenue.oracle), modelId: "0" },
			{ id: "router", kind: "router", address: await addressOf(revenue.router) },
		],
		{ chain: { gasTank: await addressOf(revenue.tank) } },
	);
}, 60_000);
afterEach(() => world.stop());

const setFunds = (wei: bigint, address: string = world.laneAddress) =>
	world.rpc("anvil_setBalance", [address, `0x${wei.toString(16)}`]);
const fill = async (wei: bigint) => {
	await world.operator.sendTransaction({ to: await addressOf(revenue.tank), value: wei });
	await world.mine();
};
async function close(with_: Ports, ...lanes: string[]): Promise<void> {
	await world.mine(4);
	for (const lane of lanes) {
		await settleLane(with_, lane, 0);
		expect(await with_.store.lanes.open(lane)).toEqual([]);
	}
}
const kinds = async (with_: Ports, lane: string) =>
	(await with_.store.lanes.open(lane)).map(({ purpose }) => purpose.kind);

describe("a lane", () => {
	test("below half of its target is filled up from the tank, and not again before it is low again", async () => {
		await fill(ETHER);
		await setFunds(TARGET / 2n);
		await refillLanes(ports, CHAIN);
		expect(await kinds(ports, LANE)).toEqual([]);
		await setFunds(TARGET / 2n - 1n);
		await refillLanes(ports, CHAIN);
		await refillLanes(ports, CHAIN);
		expect(await kinds(ports, LANE)).toEqual(["refill"]);
		await close(ports, LANE);
		// At least: what of the gas limit was not used came back afterwards.
		expect(await world.balance(world.laneAddress)).toBeGreaterThanOrEqual(TARGET);
		await refillLanes(ports, CHAIN);
		expect(await kinds(ports, LANE)).toEqual([]);
	}, 60_000);
	test("has a floor of its own where the stage file gives one", async () => {
		await fill(ETHER);
		await setFunds(TARGET / 2n);
		const [lane] = ports.lanes;
		if (!lane) throw new Error("no lane");
		await refillLanes({ ...ports, lanes: [{ ...lane, floorWei: TARGET }] }, CHAIN);
		expect(await kinds(ports, LANE)).toEqual(["refill"]);
	}, 60_000);
	test("is not refilled by a trickle, nor by a tank that is empty or does not know it", async () => {
		await setFunds(TARGET / 4n);
		await refillLanes(ports, CHAIN);
		await fill(100_000n);
		await refillLanes(ports, CHAIN);
		await fill(ETHER);
		await act(world, revenue.tank, "removeLane", world.laneAddress);
		const [lane] = ports.lanes;
		if (!lane) throw new Error("no lane");
		await refillLanes({ ...ports, lanes: [{ ...lane, floorWei: TARGET }] }, CHAIN);
		expect(await kinds(ports, LANE)).toEqual([]);
	}, 60_000);
	test("is refilled, whatever becomes of another one's key", async () => {
		await fill(ETHER);
		await setFunds(TARGET / 4n);
		const two = withSecondLane(ports);
		const address = async () => {
			throw new Error("the key is disabled");
		};
		const sender: Ports["sender"] = async (lane) => {
			const held = await two.sender(lane);
			return lane.id === SECOND_LANE ? { ...held, address } : held;
		};
		await refillLanes({ ...two, sender }, CHAIN);
		expect(await kinds(ports, LANE)).toEqual(["refill"]);
	}, 60_000);
	test("that is set aside for want of funds is refilled by another one, and serves again", async () => {
		await world.earnAndSnapshot(ETHER);
		await fill(ETHER);
		const two = withSecondLane(ports);
		const second = new Wallet(SECOND_KEY).address;
		await setFunds(1n);
		await relayLane(two, LANE);
		expect(await two.store.lanes.status(LANE)).toMatchObject({ setAside: "funds" });
		await refillLanes(two, CHAIN);
		expect(await kinds(two, SECOND_LANE)).toEqual(["refill"]);
		await close(two, SECOND_LANE);
		expect(await world.balance(world.laneAddress)).toBe(TARGET);
		expect(await world.provider.getTransactionCount(second)).toBe(1);
		await relayLane(two, LANE);
		expect(await two.store.lanes.status(LANE)).toBeUndefined();
	}, 60_000);
	test("stops relaying while it still has enough for its refill, and refills itself with that", async () => {
		await world.earnAndSnapshot(ETHER);
		await fill(ETHER);
		const claim = await world.accept(world.holders[0] as never, "on-behalf");
		const needed = 900_000n * GWEI_100;
		await setFunds(needed - 1n);
		await relayLane(ports, LANE);
		expect((await world.claim(claim.id)).state).toBe("accepted");
		expect(await ports.store.lanes.status(LANE)).toMatchObject({ setAside: "funds", waitsFor: "lane_funds" });
		await setFunds(200_000n * GWEI_100);
		expect(await takeSnapshot(ports, ports.tokens[0] as Token, { force: true })).toMatchObject({ sent: false });
		await refillLanes(ports, CHAIN);
		await close(ports, LANE);
		await relayLane(ports, LANE);
		await close(ports, LANE);
		expect((await world.claim(claim.id)).state).toBe("settled");
	}, 60_000);
});

test("a cycle funds itself: a lane that starts with one target's worth ends no poorer, and every holder is paid", async () => {
	const startWei = 6n * 10n ** 15n;
	const floorWei = startWei - 1n; // whatever it spends it asks for, once that is worth a refill
	await act(world, revenue.tank, "setLane", world.laneAddress, startWei);
	await setFunds(startWei);
	const chainStage: Ports["chainStage"] = (id) => ({ ...ports.chainStage(id), feeCapWei: 5n * 10n ** 9n });
	const own: Ports = { ...ports, chainStage, lanes: ports.lanes.map((lane) => ({ ...lane, floorWei })) };
	const token = own.tokens[0] as Token;
	const run = async (what: () => Promise<unknown>): Promise<void> => {
		await what();
		await close(own, LANE);
	};
	const tokenWei = await world.balance(await addressOf(world.token));
	let refills = 0;
	for (let round = 0; refills < 3; round++) {
		if (round === 12) throw new Error(`only ${refills} refills in so many rounds`);
		await revenue.use(20);
		await run(() => sweepToken(own, token));
		await run(() => sweepToken(own, token));
		await run(() => takeSnapshot(own, token));
		const claims = await Promise.all(world.holders.map((holder) => world.accept(holder, "on-behalf")));
		await run(() => relayLane(own, LANE));
		for (const { id } of claims) expect((await world.claim(id)).state).toBe("settled");
		const spentWei = startWei - (await world.balance(world.laneAddress));
		await world.rpc("evm_increaseTime", [3_600]);
		await run(() => refillLanes(own, CHAIN));
		if ((await world.balance(world.laneAddress)) > startWei - spentWei) refills++;
	}
	expect(await world.balance(world.laneAddress)).toBeGreaterThanOrEqual(startWei);
	expect(await world.balance(await addressOf(world.token))).toBeGreaterThan(tokenWei);
	for (const { address } of world.holders) expect(await world.balance(address)).toBe(await owedWei(world, address));
}, 120_000);
