import type { Broadcast } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { ManagedSender } from "../core/ports/sender.ts";
import type { Submission, Transaction } from "../core/transaction.ts";
import { closeRowClaims } from "./close-row-claims.ts";
import { updateRow } from "./update-row.ts";

/**
 * Hands an armed row to a managed sender. That it does is stored before, so that nobody does it again: a sender keeps no
 * count of what it is told twice. What it refuses goes back to the claims that wait; what it does not answer to may have
 * arrived, and waits for its outcome or its expiry.
 */
export async function submitTransaction(ports: Ports, sender: ManagedSender, row: Transaction): Promise<Broadcast> {
	if (row.state !== "armed") return { ok: true };
	const { lanes } = ports.store;
	const expiresAtSec = Math.floor(ports.nowMs() / 1000) + sender.expirySec;
	const submission: Submission = { expiresAtSec, hashes: [], ...(row.payloadKey ? {} : { isVoid: true }) };
	const handed: Transaction = { ...row, state: "sent", version: row.version + 1, submission };
	if (!(await lanes.update(handed))) return { ok: true }; // another worker hands it over
	if (!row.payloadKey) return { ok: true };
	const payload = await lanes.payload(row.lane, row.nonce, row.payloadKey);
	const facts = { lane: row.lane, nonce: row.nonce, purpose: row.purpose.kind };
	const answer = await sender.submit(payload, expiresAtSec);
	if (answer.ok) {
		const { transactionId, hash } = answer;
		await updateRow(ports, { ...handed, submission: { ...submission, transactionId, hashes: hash ? [hash] : [] } });
		ports.log.info("transaction_sent", { ...facts, transactionId, ...(hash ? { transactionHash: hash } : {}) });
		return { ok: true };
	}
	ports.log.warn("submission_failed", { ...facts, why: answer.why, message: answer.message });
	if (answer.why === "unanswered") return { ok: false, why: "unanswered", message: answer.message };
	await updateRow(ports, { ...handed, submission: { ...submission, isVoid: true } });
	await closeRowClaims(ports, row, () => ({ state: "accepted" }));
	return { ok: false, why: "rejected", message: answer.message };
}
