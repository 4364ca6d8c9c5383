import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { armTransaction } from "../../functions/app/arm-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { sweepToken } from "../../functions/app/sweep-token.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { withoutLeases } from "../given/kill-points.ts";
import { act, addressOf, deployInto, FEE_WEI, openRevenue, type Revenue, withSweeps } from "../given/revenue.ts";
import { LANE, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
let revenue: Revenue;
beforeEach(async () => {
	world = await startWorld(2);
	revenue = await openRevenue(world, { tankBps: 0, tankWei: 0n });
}, 60_000);
afterEach(() => world.stop());

const sweep = async (ports: Ports): Promise<void> => void (await sweepToken(ports, ports.tokens[0] as Token));
const open = () => world.ports.store.lanes.open(LANE);
/** What is swept is mined and final. */
async function close(ports: Ports): Promise<void> {
	await world.mine(4);
	await settleLane(ports, LANE, 0);
	expect(await open()).toEqual([]);
}
const balanceOf = async (contract: Parameters<typeof addressOf>[0]) => world.balance(await addressOf(contract));
const oracleAndRouter = async (ratio = 1) =>
	withSweeps(world.ports, [
		{
			id: "oracle",
			kind: "oracle",
			address: await addressOf(revenue.oracle),
			modelId: "0",
			minRevenuePerGasCost: ratio,
		},
		{ id: "router", kind: "router", address: await addressOf(revenue.router), minRevenuePerGasCost: ratio },
	]);

describe("what a model earns", () => {
	test("is brought from the oracle to the router, and from there to the token, each when there is something", async () => {
		const ports = await oracleAndRouter();
		await sweep(ports);
		expect(await open()).toEqual([]);
		await revenue.use(3);
		const before = await balanceOf(world.token);
		await sweep(ports);
		expect((await open()).map(({ purpose }) => purpose)).toEqual([
			{ kind: "sweep", tokenId: TOKEN_ID, sweepId: "oracle" },
		]);
		await close(ports);
		expect(await balanceOf(revenue.router)).toBe(3n * FEE_WEI);
		await sweep(ports);
		expect((await open()).map(({ purpose }) => purpose)).toEqual([
			{ kind: "sweep", tokenId: TOKEN_ID, sweepId: "router" },
		]);
		await close(ports);
		expect((await balanceOf(world.token)) - before).toBe(3n * FEE_WEI);
		expect(world.wakes).toContainEqual({ fn: "settle", lane: LANE });
		await sweep(ports);
		expect(await open()).toEqual([]);
	}, 60_000);
	test("stays where it is while it is not worth the gas", async () => {
		const ports = await oracleAndRouter(10 ** 6);
		await revenue.use(1);
		await sweep(ports);
		expect(await open()).toEqual([]);
	}, 60_000);
	test("is swept by a call that the stage file declares", async () => {
		await world.operator.sendTransaction({ to: await addressOf(revenue.router), value: 10n ** 17n });
		await world.mine();
		const nobody = "0x0000000000000000000000000000000000000000";
		const ports = withSweeps(world.ports, [
			{
				id: "anything",
				kind: "call",
				address: await addressOf(revenue.router),
				call: { function: "flush(address)", arguments: [nobody] },
				amount: { function: "flushable(address)", arguments: [nobody] },
			},
		]);
		await sweep(ports);
		await close(ports);
		expect(await balanceOf(revenue.router)).toBe(0n);
		expect(await balanceOf(world.token)).toBe(10n ** 17n);
	}, 60_000);
	test("is not waited for where the view does not answer: the other sweeps go on", async () => {
		await world.operator.sendTransaction({ to: await addressOf(revenue.router), value: 10n ** 17n });
		await world.mine();
		const ports = withSweeps(world.ports, [
			{ id: "nothing", kind: "oracle", address: "0x00000000000000000000000000000000000000aa", modelId: "0" },
			{ id: "unknown", kind: "oracle", address: await addressOf(revenue.oracle), modelId: "99" },
			{ id: "router", kind: "router", address: await addressOf(revenue.router) },
		]);
		await sweep(ports);
		await close(ports);
		expect(await balanceOf(revenue.router)).toBe(0n);
	}, 60_000);
});

test("a contract that holds the token is made to claim, each snapshot by a transaction of its own", async () => {
	const pool = await deployInto(world, "StakingPool", await addressOf(world.token));
	const [holder] = world.holders;
	if (!holder) throw new Error("there is no holder");
	const giver = holder.connect(world.provider);
	await world.rpc("anvil_setBalance", [holder.address, "0xde0b6b3a7640000"]);
	await world.token.connect(giver).getFunction("transfer")(await addressOf(pool), 10n ** 24n, { gasLimit: 300_000 });
	await world.mine(3);
	await world.earnAndSnapshot(10n ** 18n);
	await world.earnAndSnapshot(10n ** 18n);
	const ports = withSweeps(world.ports, [{ id: "pool", kind: "pool", address: await addressOf(pool) }]);
	const due = await ports.dialect(ports.tokens[0] as Token).due(await addressOf(pool), "latest");
	expect(due).toHaveLength(2);
	await sweep(ports);
	expect((await open()).map(({ purpose }) => purpose)).toEqual(
		[1n, 2n].map((snapshotId) => ({ kind: "sweep", tokenId: TOKEN_ID, sweepId: "pool", snapshotId })),
	);
	await close(ports);
	expect(await balanceOf(pool)).toBe(due.reduce((sum, { amountWei }) => sum + amountWei, 0n));
	await sweep(ports);
	expect(await open()).toEqual([]);
}, 60_000);

describe("one sweep", () => {
	test("is open once, however many workers sweep at the same time without leases", async () => {
		const ports = withoutLeases(await oracleAndRouter());
		await revenue.use(3);
		await Promise.all(Array.from({ length: 6 }, () => sweep(ports)));
		const rows = await open();
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.filter(({ attempts }) => attempts.some(({ noop }) => !noop)).length).toBeLessThanOrEqual(1);
		await close(ports);
		await sweep(ports); // whichever it was, it is done by now or goes out now
		await world.mine(4);
		await settleLane(ports, LANE, 0);
		expect(await balanceOf(revenue.oracle)).toBe(0n);
	}, 60_000);
	test("that somebody else did after its nonce was taken becomes a no-op, so that the nonce is used", async () => {
		const ports = await oracleAndRouter();
		await revenue.use(3);
		const context = await laneContext(ports, LANE);
		const purpose = { kind: "sweep" as const, tokenId: TOKEN_ID, sweepId: "oracle" };
		const prepared = await prepareTransaction(ports, context, purpose, { gasLimit: 100_000n, bytes: 36 });
		if (!prepared.ok) throw new Error(prepared.held);
		await act(world, revenue.oracle, "claimModelRevenue", 0n);
		const armed = await armTransaction(ports, context, prepared.row);
		expect(armed.attempts.map(({ noop }) => noop)).toEqual([true]);
		await settleLane(ports, LANE, 0);
		await close(ports);
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
	}, 60_000);
	test("that somebody else does while it waits is given up when it is looked at again", async () => {
		const ports = await oracleAndRouter();
		await revenue.use(3);
		await sweep(ports);
		await world.rpc("anvil_dropAllTransactions");
		await act(world, revenue.oracle, "claimModelRevenue", 0n);
		const later: Ports = { ...ports, nowMs: () => Date.now() + 60_000 };
		await settleLane(later, LANE, 0);
		expect((await open())[0]?.attempts.map(({ noop }) => noop)).toEqual([false, true]);
		await close(later);
	}, 60_000);
	test("that reverts, because somebody else was first in the block, is nothing to worry about: the next one goes out", async () => {
		const ports = await oracleAndRouter();
		await revenue.use(3);
		await sweep(ports);
		await revenue.oracle.getFunction("claimModelRevenue")(0n, {
			gasLimit: 200_000,
			maxPriorityFeePerGas: 50_000_000_000n,
			maxFeePerGas: 90_000_000_000n,
		});
		await world.mine();
		await settleLane(ports, LANE, 0);
		expect((await open())[0]?.inclusion?.ok).toBe(false);
		await revenue.use(1);
		await sweep(ports);
		const purposes = (await open()).map(({ purpose }) => purpose);
		expect(purposes.filter((one) => one.kind === "sweep" && one.sweepId === "oracle")).toHaveLength(1); // not before it is final
		await close(ports);
		await sweep(ports);
		await close(ports);
		expect(await balanceOf(revenue.oracle)).toBe(0n);
	}, 60_000);
});
