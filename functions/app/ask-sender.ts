import type { Ports } from "../core/ports/ports.ts";
import type { ManagedSender } from "../core/ports/sender.ts";
import type { Transaction } from "../core/transaction.ts";
import { updateRow } from "./update-row.ts";

/** Asks a managed sender under which hash it has a row's transaction now; each that it names is kept. Gives the row as it is stored. */
export async function askSender(ports: Ports, sender: ManagedSender, row: Transaction): Promise<Transaction> {
	const { submission } = row;
	if (!submission?.transactionId) return row;
	const hash = await sender.hashOf(submission.transactionId);
	if (!hash || submission.hashes.includes(hash)) return row;
	return updateRow(ports, { ...row, submission: { ...submission, hashes: [...submission.hashes, hash] } });
}
