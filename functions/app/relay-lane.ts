import type { Claim } from "../core/claim.ts";
import { delegateOf } from "../core/eip7702.ts";
import type { Held } from "../core/ports/lane-store.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged, KeyFailure } from "../core/ports/sender.ts";
import { batchPayload } from "../core/routes/rules-of.ts";
import type { Lane } from "../core/stage.ts";
import { isUnmined } from "../core/transaction.ts";
import { armTransaction } from "./arm-transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import { gatherClaims } from "./gather-claims.ts";
import { handOver } from "./hand-over.ts";
import { handOverDear } from "./hand-over-dear.ts";
import { findLane, type LaneContext, laneContext } from "./lane-context.ts";
import { laneFunds } from "./lane-funds.ts";
import { type LaneFinding, noteLane } from "./note-lane.ts";
import { prepareTransaction } from "./prepare-transaction.ts";
import { readPauses } from "./read-pauses.ts";
import { recoverLane } from "./recover-lane.ts";
import { newWalk, putBack, selectBatch, type Walk } from "./select-batch.ts";
import { withLease } from "./with-lease.ts";

/** Turns a lane's accepted claims into batches and batches into transactions, then wakes settle. Throws `KeyFailure` when it can't sign: others relay its claims. */
export async function relayLane(ports: Ports, laneId: string): Promise<void> {
	const lane = findLane(ports, laneId);
	try {
		await relayClaims(ports, lane);
	} catch (error) {
		if (!(error instanceof KeyFailure)) throw error;
		await noteLane(ports, laneId, { setAside: "sender" });
		await handOver(ports, lane);
		throw error;
	}
}

async function relayClaims(ports: Ports, lane: Lane): Promise<void> {
	const walk = newWalk();
	for (;;) {
		if ((await readPauses(ports)).lane(lane)) return handOver(ports, lane); // its key may be gone
		const context = await laneContext(ports, lane.id);
		const leased = await withLease(ports, `lane#${lane.id}`, (renew) => relayWaiting(ports, context, walk, renew));
		if (leased.busy) return;
		const finding = leased.result;
		const open = await ports.store.lanes.open(lane.id);
		if (open.some(isUnmined)) await ports.invoker.wake({ fn: "settle", lane: lane.id });
		await noteLane(ports, lane.id, await withDear(ports, context, walk, finding));
		if (finding.setAside) await handOver(ports, lane);
		if (finding.setAside || finding.waitsFor) return;
		// Whoever was turned away by the lease had stored its claim before: a last look after letting go finds it.
		if (!(await hasUntried(ports, context, walk))) return;
		delete walk.after;
	}
}

/** Hands over what the lane's funds don't hold, while it goes on with the others; what nobody takes waits for funds, and shows it. */
async function withDear(ports: Ports, context: LaneContext, walk: Walk, finding: LaneFinding): Promise<LaneFinding> {
	if (finding.setAside || walk.dear.length === 0) return finding;
	walk.dear = await handOverDear(ports, context, walk.dear);
	return walk.dear.length > 0 ? { waitsFor: "lane_funds", ...finding } : finding;
}

async function hasUntried(ports: Ports, { lane }: LaneContext, { tried }: Walk): Promise<boolean> {
	const { claims } = await ports.store.claims.waiting(lane.id, tried.size + 1);
	return claims.some(({ id }) => !tried.has(id));
}

/** Sends batch after batch until nothing untried is left, or the lane has to wait for something. */
async function relayWaiting(
	ports: Ports,
	context: LaneContext,
	walk: Walk,
	renew: () => Promise<unknown>,
): Promise<LaneFinding> {
	if (isManaged(context.sender)) {
		const trouble = await context.sender.trouble();
		if (trouble) {
			ports.log.warn("sender_not_ready", { lane: context.lane.id, trouble });
			return { setAside: "sender" };
		}
	}
	const [code] = await Promise.all([context.chain.code(context.address), recoverLane(ports, context)]);
	if (delegateOf(code)) return { setAside: "delegated" };
	await gatherClaims(ports, context);
	const select = async (): Promise<Claim[] | LaneFinding> => {
		await renew();
		return nextBatch(ports, context, walk);
	};
	let next = select();
	try {
		for (let sent: readonly Claim[] = []; ; ) {
			const selected = await next;
			if (!Array.isArray(selected)) return selected;
			const stopped = await readPauses(ports); // one may have come while the last batch was sent
			if (stopped.lane(context.lane)) return {};
			const batch = putBack(walk, selected, sent).filter(
				({ tokenId, chainId }) => !stopped.token({ id: tokenId, chainId }),
			);
			sent = batch;
			if (batch.length === 0) {
				next = select();
				continue;
			}
			const { gasLimit, data } = batchPayload(batch, context.address);
			const purpose = { kind: "claims" as const, claimIds: batch.map(({ id }) => id) };
			const prepared = await prepareTransaction(ports, context, purpose, { gasLimit, bytes: data.length / 2 });
			if (!prepared.ok) return heldBy(prepared.held);
			next = select(); // tried while this one is signed and sent
			next.catch(() => undefined); // heard of when it is awaited
			const row = await armTransaction(ports, context, prepared.row);
			if (row.state === "prepared") return heldBy("gas_price"); // it rose just now: the row waits
			const answer = await broadcastTransaction(ports, context, row);
			// One batch is enough to learn that it takes none.
			if (!answer.ok && isManaged(context.sender)) return { setAside: "sender" };
		}
	} finally {
		await next.catch(() => undefined); // nothing goes on, or takes the lease anew, once it is let go
	}
}

/** The claims of the next transaction, or why there is none. */
async function nextBatch(ports: Ports, context: LaneContext, walk: Walk): Promise<Claim[] | LaneFinding> {
	const stopped = await readPauses(ports);
	if (stopped.lane(context.lane)) return {};
	const { canPay, isBound, isPoor } = await laneFunds(ports, context);
	if (isPoor) return { waitsFor: "lane_funds", setAside: "funds" };
	if (isBound) return (await hasUntried(ports, context, walk)) ? heldBy("lane_funds") : {};
	const batch = await selectBatch(ports, context, walk, { canPay, stopped });
	return batch.length === 0 ? {} : batch;
}

const heldBy = (held: Held): LaneFinding => ({ waitsFor: held });
