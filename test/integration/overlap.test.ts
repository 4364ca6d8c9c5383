import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { pauseWork } from "../../functions/app/pause-work.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Market } from "../../functions/core/fee.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(3);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const on = (given: Partial<Chain>): Ports => ({
	...world.ports,
	chain: (chainId) => ({ ...world.ports.chain(chainId), ...given }),
});

describe("a batch that is selected while the one before is signed and sent", () => {
	test("does not pay for what that one pays already: one holder's two claims for one snapshot cost one transaction", async () => {
		const orders = [
			await world.order(holderAt(world, 0), "forwarder"),
			await world.order(holderAt(world, 0), "on-behalf"),
		];
		// One after the other: the older one's route is relayed first.
		const claims = [];
		for (const order of orders) claims.push(await acceptClaim(world.ports, order));
		const other = await world.accept(holderAt(world, 1), "on-behalf");
		await relayLane(world.ports, LANE);
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		await relayLane(world.ports, LANE);
		for (const { id } of [...claims, other]) expect((await world.claim(id)).state).toBe("settled");
		expect(await world.balance(holderAt(world, 0).address)).toBe(await owedWei(world, holderAt(world, 0).address));
		// One for the holder's two, one for the other's.
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(2);
		for (const nonce of [0, 1])
			expect((await world.ports.store.lanes.get(LANE, nonce))?.carriedClaimIds).toHaveLength(1);
	}, 60_000);

	test("does not go out when a pause came while the one before was sent", async () => {
		const [first, second] = [
			await world.accept(holderAt(world, 0), "forwarder"),
			await world.accept(holderAt(world, 1), "on-behalf"),
		];
		let sent = 0;
		const { broadcast } = world.ports.chain(31337);
		const ports = on({
			broadcast: async (bytes) => {
				sent++;
				await new Promise((resolve) => setTimeout(resolve, 300)); // the next batch is selected meanwhile
				await pauseWork(world.ports, { tokenId: TOKEN_ID });
				return broadcast(bytes);
			},
		});
		await relayLane(ports, LANE);
		expect(sent).toBe(1);
		expect([(await world.claim(first.id)).state, (await world.claim(second.id)).state]).toEqual([
			"relayed",
			"accepted",
		]);
	}, 60_000);

	test("is not left running when the lane has to wait: the lease is let go for good", async () => {
		await world.accept(holderAt(world, 0));
		const { market } = world.ports.chain(31337);
		const dear: Market = { baseFeeWei: 10n ** 18n, tipWei: 1n };
		let asked = 0;
		const { leases } = world.ports.store;
		let taken = 0;
		const ports: Ports = {
			...on({ market: async () => (asked++ === 0 ? market() : dear) }), // it rises between put and signature
			store: {
				...world.ports.store,
				leases: {
					...leases,
					acquire: async (...given) => {
						if (taken++ === 2) await new Promise((resolve) => setTimeout(resolve, 300)); // a busy table
						return leases.acquire(...given);
					},
				},
			},
		};
		await relayLane(ports, LANE);
		await new Promise((resolve) => setTimeout(resolve, 600));
		expect(await leases.acquire(`lane#${LANE}`, "another", Date.now(), 1_000)).toBe(true);
	}, 60_000);
});
