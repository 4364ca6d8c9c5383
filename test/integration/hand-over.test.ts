import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type HDNodeWallet, Wallet } from "ethers";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { dice } from "../given/dice.ts";
import { withoutLeases } from "../given/kill-points.ts";
import { SECOND_KEY, SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { LANE, owedWei, startWorld, type World } from "../given/world.ts";

const HOLDERS = 24;
const ROUNDS = 8;
const RICH = "0x56bc75e2d63100000"; // 100 ETH
const POOR = "0x1";
let world: World;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const setFunds = (address: string, wei: string) => world.rpc("anvil_setBalance", [address, wei]);

test.each(["one", "two", "three"])(
	"claims go to and fro between lanes that lose and regain their funds, while many workers run at once: all are paid once (seed %s)",
	async (seed) => {
		const rolls = dice(`hand-over ${seed}`);
		let laterMs = 0;
		const failures: string[] = [];
		const ports = withoutLeases({ ...withSecondLane(world.ports), nowMs: () => Date.now() + laterMs });
		const keys: Record<string, string> = { [LANE]: world.laneAddress, [SECOND_LANE]: new Wallet(SECOND_KEY).address };
		const waiting: HDNodeWallet[] = rolls.shuffle(world.holders);
		const accepted = new Map<Hex, string>();
		const work = (run: (ports: Ports, lane: string) => Promise<void>, count: number) =>
			Promise.all(
				Object.keys(keys).flatMap((lane) =>
					Array.from({ length: count }, () => run(ports, lane).catch((error: Error) => failures.push(error.message))),
				),
			);
		for (let round = 0; round < ROUNDS; round++) {
			for (const address of Object.values(keys)) await setFunds(address, rolls.chance(0.5) ? POOR : RICH);
			for (const holder of waiting.splice(0, HOLDERS / ROUNDS)) {
				const claim = await acceptClaim(
					ports,
					await world.order(holder, rolls.pick(["on-behalf", "forwarder"] as const)),
				);
				accepted.set(claim.id, claim.lane);
			}
			await work(relayLane, 3);
			await world.mine(rolls.below(3));
			await work((each, lane) => settleLane(each, lane, 0), 2);
		}
		for (const address of Object.values(keys)) await setFunds(address, RICH);
		for (let turn = 0; turn < 6; turn++) {
			laterMs += 5_000; // a node that found a lane without funds has forgotten what it was sent: it is sent again
			await work(relayLane, 1);
			await world.mine(4);
			await work((each, lane) => settleLane(each, lane, 0), 1);
		}

		expect(failures).toEqual([]);
		const ended = await Promise.all([...accepted.keys()].map((id) => world.claim(id)));
		expect(ended.map(({ state }) => state)).toEqual(ended.map(() => "settled"));
		expect(accepted.size).toBe(HOLDERS);
		for (const { address } of world.holders) expect(await world.balance(address)).toBe(await owedWei(world, address));
		const moved = ended.filter((claim) => claim.lane !== accepted.get(claim.id));
		expect(moved.length).toBeGreaterThan(0);
		for (const [lane, address] of Object.entries(keys)) {
			expect(await ports.store.lanes.open(lane)).toEqual([]);
			expect((await ports.store.claims.waiting(lane, 50)).claims).toEqual([]);
			// No nonce of the lane was used by anything that no row holds, and none was left out.
			const sent = await world.provider.getTransactionCount(address);
			expect(sent).toBe(((await ports.store.lanes.highestNonce(lane)) ?? -1) + 1);
			expect(await ports.store.lanes.status(lane)).toBeUndefined();
		}
	},
	120_000,
);
