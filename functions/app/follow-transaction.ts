import type { Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import type { Transaction } from "../core/transaction.ts";
import { askSender } from "./ask-sender.ts";
import type { LaneContext } from "./lane-context.ts";
import { outcomesIn } from "./outcomes-in.ts";
import { pushTransaction } from "./push-transaction.ts";
import { updateRow } from "./update-row.ts";

/**
 * One look at one open row: found mined, dropped by a reorg, or still to be pushed. Its claims are not written: they
 * stay with the row until it is final. Gives the row as it is stored now.
 */
export async function followTransaction(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	receipt: Receipt | undefined,
): Promise<Transaction> {
	if (row.state === "prepared") return row; // recovery arms it
	if (receipt && row.state === "mined" && row.inclusion?.blockHash === receipt.blockHash) return row;
	if (receipt && (await isOurDoing(ports, context, row, receipt))) return include(ports, context, row, receipt);
	if (row.state !== "mined") {
		if (isManaged(context.sender)) return askSender(ports, context.sender, row);
		await pushTransaction(ports, context, row);
		return (await ports.store.lanes.get(row.lane, row.nonce)) ?? row;
	}
	ports.log.warn("transaction_dropped", { lane: row.lane, nonce: row.nonce, reason: "reorg" });
	const { inclusion: _gone, ...back } = row;
	// Recovery sends the stored bytes again; a managed sender was told once, and that stays so.
	return updateRow(ports, { ...back, state: isManaged(context.sender) ? "sent" : "armed" });
}

/**
 * Whether a receipt shows the row's own calls. A managed sender may name the hash of a no-op, with which it gave the row
 * up, or of a transaction that failed: of those nothing follows before the row expires.
 */
async function isOurDoing(ports: Ports, context: LaneContext, row: Transaction, receipt: Receipt): Promise<boolean> {
	if (!isManaged(context.sender)) return true;
	if (row.purpose.kind !== "claims") return receipt.ok && receipt.logs.length > 0;
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	const outcomes = outcomesIn(ports, claims, receipt);
	return [...outcomes.values()].some(({ result }) => result !== "skipped");
}

/** The row is in a block. */
async function include(ports: Ports, context: LaneContext, row: Transaction, receipt: Receipt): Promise<Transaction> {
	const { logs: _logs, ...inclusion } = receipt;
	const { lane, nonce, purpose } = row;
	ports.log.info("transaction_mined", {
		lane,
		nonce,
		purpose: purpose.kind,
		transactionHash: receipt.hash,
		blockNumber: receipt.blockNumber,
		ok: receipt.ok,
		gasUsed: receipt.gasUsed,
		minedAfterSec: (ports.nowMs() - row.preparedAtMs) / 1000,
		...(purpose.kind === "snapshot"
			? { tokenId: purpose.tokenId, snapshotId: snapshotIdIn(ports, context, purpose.tokenId, receipt) }
			: {}),
	});
	return updateRow(ports, { ...row, state: "mined", inclusion });
}

function snapshotIdIn(ports: Ports, context: LaneContext, tokenId: string, receipt: Receipt): bigint | undefined {
	const token = context.token(tokenId);
	return token && ports.dialect(token).snapshotTaken(receipt);
}
