import { bumpedFees } from "../core/fee.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import type { LaneContext } from "./lane-context.ts";
import { signAttempt } from "./sign-attempt.ts";

/** An unmined row: the same bytes again, or, when they are old or too cheap, a further attempt at higher fees. */
export async function pushTransaction(ports: Ports, context: LaneContext, row: Transaction): Promise<void> {
	const last = row.attempts.at(-1);
	if (!last) return;
	const ageMs = ports.nowMs() - last.madeAtMs;
	const patienceMs = context.chainStage.bumpAfterSec * 1000;
	if (row.state === "sent" && ageMs < patienceMs / 3) return; // a node has it, and it is young
	const answer = await broadcastTransaction(ports, context, row);
	const isOld = ageMs > patienceMs;
	const isTooCheap = !answer.ok && (answer.why === "underpriced" || answer.why === "fee_too_low");
	if (!isOld && !isTooCheap) return;
	const fees = bumpedFees(last, await context.chain.market(), context.chainStage.feeCapWei);
	if (!fees) {
		ports.log.warn("transaction_stuck", { lane: row.lane, nonce: row.nonce, attempts: row.attempts.length });
		return;
	}
	const payload = row.payloadKey && (await ports.store.lanes.payload(row.lane, row.nonce, row.payloadKey));
	const attempt = await signAttempt(ports, context, row.nonce, payload, fees);
	const stored = (await ports.store.lanes.get(row.lane, row.nonce)) ?? row;
	if (stored.attempts.length !== row.attempts.length || stored.state === "mined" || stored.state === "final") return;
	const bumped: Transaction = { ...stored, version: stored.version + 1, attempts: [...stored.attempts, attempt] };
	// Stored before it is sent; if another worker was first, its attempt is the one that goes out.
	if (!(await ports.store.lanes.update(bumped))) return;
	ports.log.info("transaction_bumped", { lane: row.lane, nonce: row.nonce, transactionHash: attempt.hash });
	await broadcastTransaction(ports, context, bumped);
}
