import type { Broadcast } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import { attemptBytes } from "../core/signed-bytes.ts";
import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";
import { submitTransaction } from "./submit-transaction.ts";

/**
 * Sends the row's latest stored attempt to every node; repeating it is harmless. Only stored bytes are ever sent. In a
 * managed lane: hands the row over, once.
 */
export async function broadcastTransaction(ports: Ports, context: LaneContext, row: Transaction): Promise<Broadcast> {
	if (isManaged(context.sender)) return submitTransaction(ports, context.sender, row);
	const attempt = row.attempts.at(-1);
	if (!attempt) throw new Error(`lane ${row.lane}, nonce ${row.nonce}: there is nothing signed to send`);
	const call =
		attempt.noop || !row.payloadKey
			? { noopFrom: context.address }
			: await ports.store.lanes.payload(row.lane, row.nonce, row.payloadKey);
	const answer = await context.chain.broadcast(attemptBytes(context.chain.chainId, row.nonce, call, attempt));
	const facts = { lane: row.lane, nonce: row.nonce, transactionHash: attempt.hash, purpose: row.purpose.kind };
	if (!answer.ok) ports.log.warn("broadcast_refused", { ...facts, why: answer.why, message: answer.message });
	if (answer.ok && row.state === "armed") {
		await ports.store.lanes.update({ ...row, state: "sent", version: row.version + 1 });
		ports.log.info("transaction_sent", facts);
	}
	return answer;
}
