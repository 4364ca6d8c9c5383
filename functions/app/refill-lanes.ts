import { gasTank } from "../core/chore.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Lane } from "../core/stage.ts";
import { refillableWei } from "./chore-call.ts";
import { type ChoreResult, sendChore } from "./send-chore.ts";
import { withLease } from "./with-lease.ts";

/** A refill closes the lane to the next one for the tank's period, so it has to be more than a trickle. */
const REFILL_PER_GAS_COST = 5;

/** Refills, in one transaction, the lanes of a chain that are below their floor, as far as its gas tank has the funds. */
export async function refillLanes(ports: Ports, chainId: number): Promise<void> {
	if (!ports.chainStage(chainId).gasTank) return;
	await withLease(ports, `refill#${chainId}`, async () => {
		const lanes = ports.lanes.filter((lane) => lane.chainId === chainId);
		const standings = await Promise.all(lanes.map((lane) => standingOf(ports, lane)));
		const low = standings.flatMap((one) => (one?.isLow ? [one] : []));
		if (low.length === 0) return;
		const givenWei = await refillableWei(
			ports,
			chainId,
			low.map(({ address }) => address),
		);
		const served = low.map(({ address }, at) => ({ address, wei: givenWei[at] ?? 0n })).filter(({ wei }) => wei > 0n);
		const send = (some: typeof served): Promise<ChoreResult> =>
			sendChore(
				ports,
				chainId,
				{ kind: "refill", lanes: some.map(({ address }) => address) },
				{ valueWei: some.reduce((sum, { wei }) => sum + wei, 0n), perGasCost: REFILL_PER_GAS_COST },
			);
		let result: ChoreResult = served.length > 0 ? await send(served) : { sent: false, reason: "tank_gives_nothing" };
		// What a lane keeps back is enough for one: which then refills the others.
		if (!result.sent && result.reason === "lane_funds" && served.length > 1) result = await send(served.slice(0, 1));
		for (const [at, { lane, balanceWei, floorWei }] of low.entries())
			ports.log.info("refill_asked", { lane: lane.id, balanceWei, floorWei, refillableWei: givenWei[at], ...result });
	});
}

/** Undefined: its key does not answer, which is the others' business in nothing. */
async function standingOf(ports: Ports, lane: Lane) {
	const sender = await ports.sender(lane);
	const address = await sender.address().catch((error: Error) => {
		ports.log.warn("lane_not_read", { lane: lane.id, error: error.message });
	});
	if (!address) return undefined;
	const chain = ports.chain(lane.chainId);
	const to = ports.chainStage(lane.chainId).gasTank ?? address;
	const [balanceWei, [info]] = await Promise.all([
		chain.balanceWei(address),
		chain.calls([{ to, data: gasTank.encode("laneInfo", [address]) }], "latest"),
	]);
	const targetWei = info?.ok && info.returned !== "0x" ? gasTank.decode("laneInfo", info.returned)[0].target : 0n;
	const floorWei = lane.floorWei ?? targetWei / 2n;
	return { lane, address, balanceWei, floorWei, isLow: balanceWei < floorWei };
}
