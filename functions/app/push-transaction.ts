import { bumpedFees, firstFees } from "../core/fee.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { broadcastTransaction } from "./broadcast-transaction.ts";
import { isPointless } from "./is-pointless.ts";
import type { LaneContext } from "./lane-context.ts";
import { signAttempt } from "./sign-attempt.ts";

/**
 * An unmined row: the same bytes again, or, when they are old or too cheap, a further attempt at higher fees. What has
 * become pointless, or is rejected again and again, is replaced by a no-op, so that the nonce gets used; where it is
 * rejected at the cap, by one at the market's fees, as no node holds what would have to be outbid.
 */
export async function pushTransaction(ports: Ports, context: LaneContext, row: Transaction): Promise<void> {
	const last = row.attempts.at(-1);
	if (!last) return;
	const ageMs = ports.nowMs() - last.madeAtMs;
	const patienceMs = context.chainStage.bumpAfterSec * 1000;
	if (row.state === "sent" && ageMs < patienceMs / 3) return; // a node has it, and it is young
	const answer = await broadcastTransaction(ports, context, row);
	const why = answer.ok ? undefined : answer.why;
	// Mined or overtaken: its receipt or finality will tell. And who can't pay now can't pay more either.
	if (why === "nonce_too_low" || why === "insufficient_funds") return;
	const isOld = ageMs > patienceMs;
	const isTooCheap = why === "underpriced" || why === "fee_too_low";
	if (!isOld && !isTooCheap) return;
	const [market, { feeCapWei }] = [await context.chain.market(), context.chainStage];
	const isRejected = why === "rejected" && !last.noop;
	const fees = bumpedFees(last, market, feeCapWei) ?? (isRejected ? (firstFees(market, feeCapWei) ?? last) : undefined);
	if (!fees) {
		const { lane, nonce, attempts } = row;
		ports.log.warn("transaction_stuck", { lane, nonce, attempts: attempts.length });
		const stuck = { lane, nonce, transactionHash: last.hash, attempts: attempts.length };
		await ports.notifier.notify({ kind: "transaction.stuck", ...stuck });
		return;
	}
	const isNoop = last.noop || why === "rejected" || (await isPointless(ports, context, row));
	const payload =
		isNoop || !row.payloadKey ? undefined : await ports.store.lanes.payload(row.lane, row.nonce, row.payloadKey);
	const attempt = await signAttempt(ports, context, row.nonce, payload, fees);
	const stored = (await ports.store.lanes.get(row.lane, row.nonce)) ?? row;
	if (stored.attempts.length !== row.attempts.length || stored.state === "mined" || stored.state === "final") return;
	const bumped: Transaction = { ...stored, version: stored.version + 1, attempts: [...stored.attempts, attempt] };
	// Stored before it is sent; if another worker was first, its attempt is the one that goes out.
	if (!(await ports.store.lanes.update(bumped))) return;
	const facts = { lane: row.lane, nonce: row.nonce, transactionHash: attempt.hash };
	if (isNoop && !last.noop) ports.log.warn("transaction_given_up", { ...facts, why: why ?? "pointless" });
	else ports.log.info("transaction_bumped", facts);
	await broadcastTransaction(ports, context, bumped);
}
