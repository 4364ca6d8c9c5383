import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { sweepToken } from "../../functions/app/sweep-token.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { type Hex, toAddress } from "../../functions/core/hex.ts";
import type { Dialect } from "../../functions/core/ports/dialect.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { ChainStage, Token } from "../../functions/core/stage.ts";
import { withSweeps } from "../given/revenue.ts";
import { LANE, startWorld, type World } from "../given/world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TARGET = toAddress("0x00000000000000000000000000000000000b0b05");
/** Whatever it is asked, it says that an ether can be claimed. */
const SAYS_ONE_ETHER = "670de0b6b3a764000060005260206000f3";
/** The same, and it pays a tenth of an ether to an account. */
const paying = (to: string): Hex => `0x600060006000600067016345785d8a000073${to.slice(2)}5af150${SAYS_ONE_ETHER}`;

let world: World;
beforeEach(async () => {
	world = await startWorld(2);
}, 60_000);
afterEach(() => world.stop());

const swept = {
	id: "any",
	kind: "call",
	address: TARGET,
	call: { function: "pay()" },
	amount: { function: "owed()" },
	minRevenuePerGasCost: 1,
};
interface Given {
	sweeps?: object[];
	token?: Partial<Token>;
	chain?: Partial<ChainStage>;
	dialect?: (real: Dialect) => Partial<Dialect>;
}
const at = (laterMs: number, { sweeps = [swept], token, chain, dialect = () => ({}) }: Given = {}): Ports => ({
	...withSweeps(world.ports, sweeps, { ...(token ? { token } : {}), ...(chain ? { chain } : {}) }),
	dialect: (of) => ({ ...world.ports.dialect(of), ...dialect(world.ports.dialect(of)) }),
	nowMs: () => Date.now() + laterMs,
});
const nonce = () => world.provider.getTransactionCount(world.laneAddress);
async function close(ports: Ports): Promise<void> {
	await world.mine(4);
	await settleLane(ports, LANE, 0);
}
const sweepOnce = async (ports: Ports) => {
	const [result] = await sweepToken(ports, ports.tokens[0] as Token);
	await close(ports);
	return result;
};
/** The hours at which something was sent, when it is asked for every half hour. */
async function sentAt(hours: number, ask: (laterMs: number) => Promise<unknown>): Promise<number[]> {
	const sent: number[] = [];
	for (let hour = 0; hour < hours; hour += 0.5) {
		const before = await nonce();
		await ask(hour * HOUR);
		if ((await nonce()) > before) sent.push(hour);
	}
	return sent;
}

describe("a sweep", () => {
	test("of a target that says that it pays, and does not, rests longer each time, up to a day", async () => {
		await world.rpc("anvil_setCode", [TARGET, `0x${SAYS_ONE_ETHER}`]);
		expect(await sentAt(90, (laterMs) => sweepOnce(at(laterMs)))).toEqual([
			0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 55.5, 79.5,
		]);
		expect(await sweepOnce(at(80 * HOUR))).toMatchObject({ sent: false, reason: "brought_nothing" });
		// From the day on that it pays again it is swept as ever.
		await world.rpc("anvil_setCode", [TARGET, paying(await world.token.getAddress())]);
		await world.rpc("anvil_setBalance", [TARGET, "0x8ac7230489e80000"]);
		expect((await sentAt(3, (laterMs) => sweepOnce(at(104 * HOUR + laterMs)))).length).toBe(6);
	}, 120_000);
	test("of a target that pays goes on, also where the token logs nothing and its balance has to tell", async () => {
		await world.rpc("anvil_setCode", [TARGET, paying(await world.token.getAddress())]);
		await world.rpc("anvil_setBalance", [TARGET, "0x8ac7230489e80000"]);
		expect((await sentAt(3, (laterMs) => sweepOnce(at(laterMs)))).length).toBe(6);
		const silent = { dialect: (): Partial<Dialect> => ({ name: "ora" }) };
		expect((await sentAt(3, (laterMs) => sweepOnce(at(laterMs, silent)))).length).toBe(6);
		await world.rpc("anvil_setCode", [TARGET, `0x${SAYS_ONE_ETHER}`]);
		expect((await sentAt(3, (laterMs) => sweepOnce(at(laterMs, silent)))).length).toBe(3);
	}, 120_000);
	test("of a pool that does not claim what it is owed rests, too", async () => {
		const [holder] = world.holders;
		if (!holder) throw new Error("there is no holder");
		await world.rpc("anvil_setBalance", [holder.address, "0xde0b6b3a7640000"]);
		const own = world.token.connect(holder.connect(world.provider)) as typeof world.token;
		await own.getFunction("transfer")(TARGET, 10n ** 24n, { gasLimit: 300_000 });
		await world.mine(3);
		await world.earnAndSnapshot(10n ** 18n);
		await world.rpc("anvil_setCode", [TARGET, `0x${SAYS_ONE_ETHER}`]);
		const pool = { sweeps: [{ id: "pool", kind: "pool", address: TARGET, minRevenuePerGasCost: 1 }] };
		expect(await sentAt(4, (laterMs) => sweepOnce(at(laterMs, pool)))).toEqual([0, 0.5, 1.5, 3.5]);
	}, 60_000);
});

test("chores cost no more in a day than the chain's budget; what was not sent is given back", async () => {
	await world.rpc("anvil_setCode", [TARGET, paying(await world.token.getAddress())]);
	await world.rpc("anvil_setBalance", [TARGET, "0x8ac7230489e80000"]);
	const chain = { choreBudgetWei: 4n * 10n ** 14n };
	const balance = await world.balance(world.laneAddress);
	await world.rpc("anvil_setBalance", [world.laneAddress, "0x1"]);
	for (let turn = 0; turn < 20; turn++)
		expect(await sweepOnce(at(0, { chain }))).toMatchObject({ reason: "lane_funds" });
	await world.rpc("anvil_setBalance", [world.laneAddress, `0x${balance.toString(16)}`]);
	const dayMs = DAY - (Date.now() % DAY);
	const reasons: unknown[] = [];
	for (let turn = 0; turn < 30; turn++) reasons.push((await sweepOnce(at(dayMs - DAY, { chain })))?.sent);
	const sent = await nonce();
	expect(reasons).toEqual([...Array(sent).fill(true), ...Array(30 - sent).fill(false)]);
	expect(sent).toBeGreaterThan(0);
	expect(sent).toBeLessThan(30);
	expect(balance - (await world.balance(world.laneAddress))).toBeLessThanOrEqual(chain.choreBudgetWei);
	expect(await sweepOnce(at(dayMs - DAY, { chain }))).toMatchObject({ sent: false, reason: "budget_exhausted" });
	expect(await sweepOnce(at(dayMs + HOUR, { chain }))).toMatchObject({ sent: true });
}, 60_000);

test("snapshots of a token that shows as much revenue after each as before rest longer each time, up to the longest wait", async () => {
	await world.rpc("anvil_setCode", [TARGET, `0x${SAYS_ONE_ETHER}`]);
	const token = { snapshot: { minRevenueWei: 1n, maxWaitSec: DAY / 1_000, minRevenuePerGasCost: 20 } };
	const dialect = (real: Dialect): Partial<Dialect> => ({
		state: async (when) => ({ ...(await real.state(when)), pendingWei: 10n ** 18n, nextSnapshotAtSec: 0 }),
		snapshotCall: () => ({ to: TARGET, data: "0x9711715a" }),
	});
	const ask = async (laterMs: number) => {
		const ports = at(laterMs, { token, dialect });
		await takeSnapshot(ports, ports.tokens[0] as Token);
		await close(ports);
	};
	expect(await sentAt(60, ask)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 55.5]);
	const ports = at(60 * HOUR, { token, dialect });
	const take = (more: object) => takeSnapshot(ports, ports.tokens[0] as Token, more);
	expect(await take({ dryRun: true })).toMatchObject({ verdict: { due: false, reason: "closed_nothing" } });
	expect(await take({ force: true })).toEqual({ sent: true });
}, 120_000);

test("snapshots of a token that earns again before each is final do not rest", async () => {
	const token = { snapshot: { minRevenueWei: 1n, maxWaitSec: DAY / 1_000, minRevenuePerGasCost: 0 } };
	const ports = at(0, {
		token,
		dialect: (real) => ({ state: async (when) => ({ ...(await real.state(when)), nextSnapshotAtSec: 0 }) }),
	});
	const to = await world.token.getAddress();
	const earn = () => world.operator.sendTransaction({ to, value: 10n ** 18n });
	for (let n = 0; n < 4; n++) {
		await earn();
		await world.rpc("evm_increaseTime", [DAY / 1_000]);
		await world.mine();
		expect(await takeSnapshot(ports, ports.tokens[0] as Token)).toEqual({ sent: true });
		await earn(); // in the snapshot's own block
		await close(ports);
	}
}, 120_000);
