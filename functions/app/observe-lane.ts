import type { Ports } from "../core/ports/ports.ts";
import { isUnmined } from "../core/transaction.ts";
import { laneContext } from "./lane-context.ts";
import { watchTrouble } from "./watch-trouble.ts";

/**
 * Tells how a lane stands: its balance, the age of the oldest claim that waits and of the oldest unmined transaction; and,
 * once, that it is low on ETH, or set aside. All but its funds even when neither key nor node answers, which is then thrown.
 */
export async function observeLane(ports: Ports, laneId: string): Promise<void> {
	const [account, { claims }, open, status] = await Promise.all([
		accountOf(ports, laneId).catch((error: Error) => error),
		ports.store.claims.waiting(laneId, 1),
		ports.store.lanes.open(laneId),
		ports.store.lanes.status(laneId),
	]);
	const nowMs = ports.nowMs();
	const ageSec = (sinceMs: number | undefined): number => Math.round((nowMs - (sinceMs ?? nowMs)) / 1000);
	ports.log.info("lane_seen", {
		lane: laneId,
		...(account instanceof Error ? {} : account),
		backlogSec: ageSec(claims[0]?.acceptedAtMs),
		unminedSec: ageSec(open.find(isUnmined)?.preparedAtMs),
	});
	const { setAside, sinceMs } = status ?? {};
	if (sinceMs !== undefined && (setAside === "delegated" || setAside === "sender"))
		await ports.notifier.notify({ kind: "lane.set-aside", lane: laneId, reason: setAside, sinceMs });
	if (account instanceof Error) throw account;
	const floorWei = ports.alerts.laneBalanceWei;
	const isLow = account.balanceWei < floorWei || status?.setAside === "funds" || status?.waitsFor === "lane_funds";
	const facts = { lane: laneId, ...account, floorWei };
	await watchTrouble(
		ports,
		`lane/${laneId}/low`,
		isLow ? (sinceMs) => ({ kind: "lane.low", ...facts, sinceMs }) : undefined,
	);
}

async function accountOf(ports: Ports, laneId: string) {
	const { chain, address } = await laneContext(ports, laneId);
	return { address, balanceWei: await chain.balanceWei(address) };
}
