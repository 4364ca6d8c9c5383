import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { aClaim, word } from "../given/claim.ts";
import { atOnce } from "./relay-runs.ts";
import { LANE, type RelayWorld } from "./relay-world.ts";

const MEASURED = 60;
const silent = { wake: async () => undefined };

/** What a claim costs, post and relay, with many claims stored over what it costs with ten. */
export async function growth(world: RelayWorld, stored: number, print: (line: string) => void): Promise<number> {
	const { ports } = await world.freshPorts(silent);
	const fill = (from: number, to: number) =>
		atOnce(
			50,
			Array.from({ length: to - from }, (_, at) => () => ports.store.claims.insert(settled(world, from + at))),
		);
	/** Other holders each time. */
	const costMs = async (round: number): Promise<number> => {
		const holders = world.holders.slice(round * MEASURED, (round + 1) * MEASURED);
		const orders = await Promise.all(holders.map((holder) => world.order(holder, "on-behalf")));
		const startedMs = performance.now();
		for (const order of orders) await acceptClaim(ports, order);
		await relayLane(ports, LANE);
		const spentMs = (performance.now() - startedMs) / MEASURED;
		while ((await ports.store.lanes.open(LANE)).length > 0) await settleLane(ports, LANE, 2_000);
		return spentMs;
	};
	await fill(0, 10);
	await costMs(0); // warm
	const few = await costMs(1);
	await fill(10, stored);
	const many = await costMs(2);
	print(`a claim, post and relay: ${few.toFixed(1)} ms with 10 stored, ${many.toFixed(1)} ms with ${stored}`);
	return many / few;
}

/** An old claim of one of the holders on the lane. */
const settled = ({ holders }: RelayWorld, at: number): Claim =>
	aClaim({
		id: word(2n ** 200n + BigInt(at)),
		state: "settled",
		lane: LANE,
		holder: holders[at % holders.length]?.address as `0x${string}`,
		acceptedAtMs: 1_700_000_000_000 + at,
	});
