import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type HDNodeWallet, Wallet } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { observeLane } from "../../functions/app/observe-lane.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { showClaim } from "../../functions/app/show-claim.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { aloneGas } from "../../functions/core/routes/claim-gas.ts";
import { rulesOf } from "../../functions/core/routes/rules-of.ts";
import { SECOND_KEY, SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const CHAIN_ID = 31337;
const SNAPSHOTS = 4;
/** Pays, at the fee cap, for a claim of four snapshots on behalf (308,000) and not for one over the forwarder (447,000). */
const HALF_GAS = 440_000n;
const RICH_GAS = 10_000_000n;
let world: World;
beforeEach(async () => {
	world = await startWorld(20);
	for (let nth = 0; nth < SNAPSHOTS; nth++) await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const setFunds = (address: string, gas: bigint) => {
	const wei = gas * world.ports.chainStage(CHAIN_ID).feeCapWei;
	return world.rpc("anvil_setBalance", [address, `0x${wei.toString(16)}`]);
};
const secondAddress = new Wallet(SECOND_KEY).address;
const holdersOf = (ports: Ports, lane: string): HDNodeWallet[] => {
	const at = ports.lanes.findIndex(({ id }) => id === lane);
	return world.holders.filter(({ address }) => BigInt(address) % BigInt(ports.lanes.length) === BigInt(at));
};
async function accept(ports: Ports, holder: HDNodeWallet | undefined, route: Route): Promise<Claim> {
	if (!holder) throw new Error("no such holder");
	return acceptClaim(ports, await world.order(holder, route));
}
const gasOf = (claim: Claim): bigint => rulesOf(claim).overheadGas + rulesOf(claim).claimGas(claim);
async function settle(ports: Ports): Promise<void> {
	await world.mine(4);
	for (const { id } of ports.lanes) await settleLane(ports, id, 0);
}
async function expectPaid({ id, holder }: Claim): Promise<void> {
	expect((await world.claim(id)).state).toBe("settled");
	expect(await world.balance(holder)).toBe(await owedWei(world, holder));
}
const withCap = (ports: Ports, batchGasCap: bigint): Ports => ({
	...ports,
	chainStage: (id) => ({ ...ports.chainStage(id), batchGasCap }),
});

describe("a lane that can pay for some claims and not for others", () => {
	test("sends what it can; the others wait for funds and say so, it is told of, and they go out when it is funded", async () => {
		const notifier = memoryNotifier();
		const ports = { ...world.ports, notifier };
		const [one, two] = world.holders;
		const dear = await accept(ports, one, "forwarder");
		const cheap = await accept(ports, two, "on-behalf");
		expect(gasOf(dear)).toBeGreaterThan(HALF_GAS);
		expect(gasOf(cheap)).toBeLessThan(HALF_GAS);
		for (let run = 0; run < 2; run++) {
			await setFunds(world.laneAddress, HALF_GAS);
			await relayLane(ports, LANE);
			expect(await showClaim(ports, dear.id)).toMatchObject({ state: "accepted", waitsFor: "lane_funds" });
			expect(await ports.store.lanes.status(LANE)).not.toHaveProperty("setAside");
			await settle(ports);
		}
		await expectPaid(cheap);
		await setFunds(world.laneAddress, HALF_GAS);
		await observeLane({ ...ports, alerts: { ...ports.alerts, laneBalanceWei: 0n } }, LANE);
		expect(notifier.notices).toMatchObject([{ kind: "claim.settled" }, { kind: "lane.low", lane: LANE }]);
		await setFunds(world.laneAddress, RICH_GAS);
		await relayLane(ports, LANE);
		expect(await ports.store.lanes.status(LANE)).toBeUndefined();
		await settle(ports);
		await expectPaid(dear);
	}, 60_000);

	test("hands them over to one that can pay for them, and goes on with the others", async () => {
		const ports = withSecondLane(world.ports);
		const [one, two] = holdersOf(ports, LANE);
		const dear = await accept(ports, one, "forwarder");
		const cheap = await accept(ports, two, "on-behalf");
		expect([dear.lane, cheap.lane]).toEqual([LANE, LANE]);
		await setFunds(world.laneAddress, HALF_GAS);
		await relayLane(ports, LANE);
		expect(await showClaim(ports, dear.id)).toMatchObject({ state: "accepted", lane: SECOND_LANE });
		expect(world.wakes).toContainEqual({ fn: "relay", lane: SECOND_LANE });
		expect(await ports.store.lanes.status(LANE)).toBeUndefined();
		expect((await accept(ports, holdersOf(ports, LANE)[2], "on-behalf")).lane).toBe(LANE);
		await relayLane(ports, SECOND_LANE);
		await settle(ports);
		await expectPaid(dear);
		await expectPaid(cheap);
	}, 60_000);

	test("keeps them while no other lane can pay for them either, so that they do not go to and fro", async () => {
		const ports = withSecondLane(world.ports);
		const dear = await accept(ports, holdersOf(ports, LANE)[0], "forwarder");
		await setFunds(world.laneAddress, HALF_GAS);
		await setFunds(secondAddress, HALF_GAS);
		for (let run = 0; run < 2; run++) for (const { id } of ports.lanes) await relayLane(ports, id);
		const { version } = dear;
		expect(await showClaim(ports, dear.id)).toMatchObject({ lane: LANE, version, waitsFor: "lane_funds" });
		await setFunds(secondAddress, RICH_GAS);
		for (const { id } of ports.lanes) await relayLane(ports, id);
		await settle(ports);
		await expectPaid(dear);
		expect((await world.claim(dear.id)).lane).toBe(SECOND_LANE);
	}, 60_000);

	test("keeps those that it can pay for as soon as what it has sent is mined", async () => {
		const ports = withSecondLane(world.ports);
		const [one, two] = holdersOf(ports, LANE);
		const first = await accept(ports, one, "on-behalf");
		const dear = await accept(ports, two, "forwarder");
		await setFunds(world.laneAddress, gasOf(dear) + 250_000n);
		await relayLane(ports, LANE);
		expect(await showClaim(ports, first.id)).toMatchObject({ state: "relayed" });
		expect(await showClaim(ports, dear.id)).toMatchObject({ lane: LANE, waitsFor: "lane_funds" });
		await settle(ports);
		await relayLane(ports, LANE);
		await settle(ports);
		await expectPaid(dear);
	}, 60_000);
});

describe("a claim that no transaction of the chain can hold", () => {
	test.each(["forwarder", "on-behalf"] as const)(
		"is refused when it is posted (%s), and nothing is kept",
		async (route) => {
			const [holder] = world.holders;
			const order = await world.order(holder as HDNodeWallet, route);
			const small = withCap(world.ports, 300_000n);
			await expect(acceptClaim(small, order)).rejects.toMatchObject({
				code: "too_much_gas",
				facts: { gasCap: "300000" },
			});
			expect((await world.ports.store.claims.waiting(LANE, 9)).claims).toEqual([]);
			expect((await acceptClaim(world.ports, order)).state).toBe("accepted");
		},
		60_000,
	);

	test("is refused when the cap was lowered after it was accepted, and told; the others are sent", async () => {
		const notifier = memoryNotifier();
		const ports = { ...world.ports, notifier };
		const [one, two] = world.holders;
		const large = await accept(ports, one, "forwarder");
		const fitting = await accept(ports, two, "on-behalf");
		await world.mine(4);
		const small = withCap(ports, gasOf(fitting));
		await relayLane(small, LANE);
		expect(await world.claim(large.id)).toMatchObject({ state: "refused", code: "too_much_gas" });
		expect(notifier.notices).toMatchObject([{ kind: "claim.refused", claimId: large.id, code: "too_much_gas" }]);
		await settle(small);
		await expectPaid(fitting);
	}, 60_000);

	test("is settled, and not refused, when somebody else has paid it", async () => {
		const [one] = world.holders;
		const order = await world.order(one as HDNodeWallet, "forwarder");
		const large = await acceptClaim(world.ports, order);
		await world.execute(order);
		await world.mine(4);
		await relayLane(withCap(world.ports, 300_000n), LANE);
		await expectPaid(large);
	}, 60_000);

	test("is not quoted: the quote is of fewer snapshots", async () => {
		const small = withCap(world.ports, aloneGas("on-behalf", 2, 0));
		const [holder] = world.holders;
		const quote = await describeHolder(small, TOKEN_ID, holder?.address as Address, "on-behalf");
		expect(quote).toMatchObject({ nextClaim: { snapshotIds: [1n, 2n] } });
	}, 60_000);
});
