import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import type { Chore } from "../core/transaction.ts";
import { armTransaction } from "./arm-transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import { lanesInOrder } from "./choose-lane.ts";
import { choreCall } from "./chore-call.ts";
import { laneContext } from "./lane-context.ts";
import { openChores } from "./open-chores.ts";
import { prepareTransaction } from "./prepare-transaction.ts";
import { takeChoreBudget } from "./take-allowance.ts";

/** What a chore is worth, in wei, and how many times its cost that has to be. */
export interface ChoreWorth {
	valueWei: bigint;
	perGasCost: number;
}
export type ChoreResult = { sent: true } | { sent: false; reason: string };
const held = (reason: string): ChoreResult => ({ sent: false, reason });

/**
 * Sends a chore through the first lane that can: those that serve, then those that are short of funds, since a little may
 * be enough. Not while it is under way, would revert, or is not worth the chain's whole fee. Wakes settle.
 */
export async function sendChore(ports: Ports, chainId: number, chore: Chore, worth?: ChoreWorth): Promise<ChoreResult> {
	if ((await openChores(ports, chainId, chore)).length > 0) return held("under_way");
	const call = choreCall(ports, chainId, chore);
	if (!call) return held("not_in_stage");
	const bytes = call.data.length / 2;
	let last = held("no_lane");
	for (const lane of await lanesInOrder(ports, chainId)) {
		const context = await laneContext(ports, lane.id);
		const { chain, address, chainStage } = context;
		const gas = await chain.estimateGas({ from: address, ...call });
		if (gas === undefined) return held("would_revert"); // done by somebody else, or a second too early
		const [{ baseFeeWei, tipWei }, dataFeeWei] = await Promise.all([chain.market(), chain.dataFeeWei(bytes)]);
		const costWei = gas * (baseFeeWei + tipWei) + dataFeeWei;
		if (worth && worth.valueWei < costWei * BigInt(worth.perGasCost)) return held("not_worth_gas");
		// Room for what the estimate made when it is armed adds; what needs more than a whole batch is no chore of ours.
		const gasLimit = (gas * 3n) / 2n;
		if (gasLimit > chainStage.batchGasCap) return held("too_much_gas");
		// A refill brings the gas that the others take.
		const isBooked = chore.kind !== "refill";
		const giveBack = isBooked ? await takeChoreBudget(ports, chainId, costWei) : undefined;
		if (isBooked && !giveBack) return held("budget_exhausted");
		const prepared = await prepareTransaction(ports, context, chore, { gasLimit, bytes });
		if (!prepared.ok) {
			await giveBack?.();
			last = held(prepared.held);
			continue;
		}
		const row = await armTransaction(ports, context, prepared.row);
		if (row.state === "prepared") return held("gas_price"); // it rose just now: recovery sends it later
		const answer = await broadcastTransaction(ports, context, row);
		await ports.invoker.wake({ fn: "settle", lane: lane.id });
		if (!row.payloadKey) return held("under_way");
		if (answer.ok || answer.why !== "rejected" || !isManaged(context.sender)) return { sent: true };
		last = held("sender"); // it was not handed over
	}
	return last;
}
