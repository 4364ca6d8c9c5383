import type { Ports } from "../core/ports/ports.ts";
import { batchKey, fitBatch } from "../core/routes/rules-of.ts";
import type { LaneContext } from "./lane-context.ts";

const LOOK_MS = 150;
const PAGE = 200;

/**
 * Lets a batch fill: returns when one is full, when no claim has come since the last look, or when the oldest has waited
 * `maxWaitMs`. A lone claim is not kept waiting.
 */
export async function gatherClaims(ports: Ports, context: LaneContext): Promise<void> {
	const { maxWaitMs, batchGasCap } = context.chainStage;
	for (let before = 1; ; ) {
		const { claims } = await ports.store.claims.waiting(context.lane.id, PAGE);
		const [oldest] = claims;
		if (!oldest || claims.length <= before) return;
		if (ports.nowMs() - oldest.acceptedAtMs >= maxWaitMs) return;
		const together = claims.filter((claim) => batchKey(claim) === batchKey(oldest));
		if (fitBatch(together, batchGasCap).length < together.length) return;
		before = claims.length;
		await ports.sleep(LOOK_MS);
	}
}
