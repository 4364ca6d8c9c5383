import type { Block, Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";
import { finaliseClaims } from "./finalise-claims.ts";
import type { LaneContext } from "./lane-context.ts";
import { moveRowClaims } from "./move-row-claims.ts";
import { outcomesIn } from "./outcomes-in.ts";
import { updateRow } from "./update-row.ts";

/** Closes a row, all rows below being final: its block stands for good, or another transaction took its nonce for good. false: not yet. */
export async function finaliseTransaction(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ receipt, finalized }: { receipt: Receipt | undefined; finalized: Block },
): Promise<boolean> {
	if (row.state === "final") return true;
	if (row.state === "prepared") return false;
	const { chain } = context;
	if (!row.inclusion) return (await isOvertaken(ports, context, row)) && overtaken(ports, row);
	const { blockNumber, blockHash } = row.inclusion;
	if (blockNumber > finalized.number || (await chain.hashAt(blockNumber)) !== blockHash) return false;
	if (receipt?.blockHash !== blockHash) return false; // looked at anew in the next pass
	const outcomes = await outcomesIn(ports, context, row, receipt);
	await finaliseClaims(ports, context, row, { outcomes, finalized });
	return (await updateRow(ports, { ...row, state: "final" })).state === "final";
}

/**
 * Whether another transaction has taken the nonce for good. Asked only when it is used up at the head: old state is not
 * everywhere.
 */
async function isOvertaken(
	ports: Ports,
	{ chain, address }: LaneContext,
	{ lane, nonce, attempts }: Transaction,
): Promise<boolean> {
	if ((await chain.nonce(address, "latest")) <= nonce) return false;
	const hashes = attempts.map((attempt) => attempt.hash);
	const { receipts, finalNonce } = await chain.fate(address, hashes);
	if (finalNonce <= nonce || receipts.some((receipt) => receipt !== undefined)) return false;
	// Whatever of ours was mined there was stored before: were all attempts asked for, or did we sleep through one?
	return (await ports.store.lanes.get(lane, nonce))?.attempts.length === attempts.length;
}

/** Another transaction took this nonce for good: none of our bytes can be mined any more. */
async function overtaken(ports: Ports, row: Transaction): Promise<boolean> {
	ports.log.warn("nonce_overtaken", { lane: row.lane, nonce: row.nonce });
	await moveRowClaims(ports, row, () => ({ state: "accepted" }), true);
	return (await updateRow(ports, { ...row, state: "final" })).state === "final";
}
