import { stoppedBy } from "../../core/pause.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { nextEvents } from "./next-events.ts";
import { orProblem } from "./or-problem.ts";
import { showLane } from "./show-lane.ts";
import { showToken } from "./show-token.ts";

/** All that an operator asks of a running stack, at one moment. What can't be read is said; the rest still stands. */
export async function showStatus(ports: Ports, stage: string) {
	const pauses = await ports.store.pauses.list();
	const stopped = stoppedBy(pauses, ports.lanes);
	const chainIds = [...new Set(ports.lanes.map(({ chainId }) => chainId))];
	const [chains, lanes, tokens, events] = await Promise.all([
		Promise.all(chainIds.map((chainId) => showChain(ports, chainId))),
		Promise.all(ports.lanes.map((lane) => showLane(ports, lane, stopped))),
		Promise.all(ports.tokens.map((token) => showToken(ports, token, stopped))),
		Promise.all(ports.tokens.map((token) => nextEvents(ports, token).catch(() => []))), // the token shows the problem
	]);
	const soonest = events.flat().sort((a, b) => a.atSec - b.atSec);
	return { stage, nowMs: ports.nowMs(), pauses, chains, lanes, tokens, events: soonest };
}

async function showChain(ports: Ports, chainId: number) {
	const { name, feeCapWei } = ports.chainStage(chainId);
	const chain = ports.chain(chainId);
	const read = await orProblem(async () => {
		const [latest, finalized, { baseFeeWei, tipWei }] = await Promise.all([
			chain.block("latest"),
			chain.block("finalized"),
			chain.market(),
		]);
		return { latest, finalized, gasPriceWei: baseFeeWei + tipWei };
	});
	return { chainId, name, feeCapWei, ...read };
}
