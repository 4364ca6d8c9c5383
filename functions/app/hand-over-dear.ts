import type { Claim } from "../core/claim.ts";
import type { Ports } from "../core/ports/ports.ts";
import { type CanPay, fitBatch } from "../core/routes/rules-of.ts";
import type { Lane } from "../core/stage.ts";
import { givenAway, servingBeside } from "./hand-over.ts";
import { type LaneContext, laneContext } from "./lane-context.ts";
import { laneFunds } from "./lane-funds.ts";

/**
 * Gives waiting claims that a lane's funds don't hold, though they hold others, to the lanes of its chain that can pay for
 * them now. Gives those that stay: no other lane can, or this one can once its open rows are mined.
 */
export async function handOverDear(ports: Ports, context: LaneContext, dear: readonly Claim[]): Promise<Claim[]> {
	const { lane, chainStage } = context;
	const serving = await servingBeside(ports, lane);
	if (serving.length === 0) return [...dear];
	const { canPayLater } = await laneFunds(ports, context);
	const payers = await Promise.all(serving.map(async (one) => ({ lane: one, canPay: await canPayOf(ports, one) })));
	const isPaid = (claim: Claim, canPay: CanPay): boolean =>
		fitBatch([claim], chainStage.batchGasCap, canPay).length > 0;
	const given = givenAway(ports, lane);
	const staying: Claim[] = [];
	for (const claim of dear) {
		const among = payers.filter(({ canPay }) => isPaid(claim, canPay)).map((one) => one.lane);
		if (among.length === 0 || isPaid(claim, canPayLater)) staying.push(claim);
		else await given.give(claim, among);
	}
	await given.wake();
	return staying;
}

/** A lane whose key does not answer can pay nothing. */
async function canPayOf(ports: Ports, { id }: Lane): Promise<CanPay> {
	try {
		return (await laneFunds(ports, await laneContext(ports, id))).canPay;
	} catch (error) {
		ports.log.warn("lane_not_asked", { lane: id, error: (error as Error).message });
		return () => false;
	}
}
