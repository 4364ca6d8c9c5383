import type { Ports } from "../core/ports/ports.ts";
import { isUnmined } from "../core/transaction.ts";
import { laneContext } from "./lane-context.ts";
import { watchTrouble } from "./watch-trouble.ts";

/** Tells how a lane stands: its balance, the age of the oldest claim that waits and of the oldest unmined transaction; and, once, that it is low on ETH. */
export async function observeLane(ports: Ports, laneId: string): Promise<void> {
	const { chain, address } = await laneContext(ports, laneId);
	const [balanceWei, { claims }, open, status] = await Promise.all([
		chain.balanceWei(address),
		ports.store.claims.waiting(laneId, 1),
		ports.store.lanes.open(laneId),
		ports.store.lanes.status(laneId),
	]);
	const nowMs = ports.nowMs();
	const ageSec = (sinceMs: number | undefined): number => Math.round((nowMs - (sinceMs ?? nowMs)) / 1000);
	ports.log.info("lane_seen", {
		lane: laneId,
		address,
		balanceWei,
		backlogSec: ageSec(claims[0]?.acceptedAtMs),
		unminedSec: ageSec(open.find(isUnmined)?.preparedAtMs),
	});
	const floorWei = ports.alerts.laneBalanceWei;
	const isLow = balanceWei < floorWei || status?.setAside === "funds" || status?.waitsFor === "lane_funds";
	const facts = { lane: laneId, address, balanceWei, floorWei };
	await watchTrouble(
		ports,
		`lane/${laneId}/low`,
		isLow ? (sinceMs) => ({ kind: "lane.low", ...facts, sinceMs }) : undefined,
	);
}
