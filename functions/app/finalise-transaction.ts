import type { Block, Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isManaged } from "../core/ports/sender.ts";
import type { Transaction } from "../core/transaction.ts";
import { bookOverrun } from "./book-overrun.ts";
import { closeRowClaims } from "./close-row-claims.ts";
import { finaliseClaims } from "./finalise-claims.ts";
import type { LaneContext } from "./lane-context.ts";
import { noteChore } from "./note-chore.ts";
import { outcomesIn } from "./outcomes-in.ts";
import { updateRow } from "./update-row.ts";

/**
 * Closes a row: its block stands for good, or another transaction took its nonce for good, or a managed sender has let it
 * expire. false: not yet. Unless `mayClose` (all rows below are final) its claims are finished, and the row is kept.
 */
export async function finaliseTransaction(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ receipt, finalized, mayClose }: { receipt: Receipt | undefined; finalized: Block; mayClose: boolean },
): Promise<boolean> {
	if (row.state === "final") return true;
	if (row.state === "prepared") return false;
	const { chain } = context;
	if (!row.inclusion) {
		if (isManaged(context.sender)) {
			if (!isOver(row, finalized)) return false;
			if (mayClose && receipt && receipt.blockNumber <= finalized.number) await bookFruitless(ports, row, receipt);
			return giveBack(ports, row, "submission_expired", mayClose);
		}
		return (await isOvertaken(ports, context, row)) && giveBack(ports, row, "nonce_overtaken", mayClose);
	}
	const { blockNumber, blockHash } = row.inclusion;
	if (blockNumber > finalized.number) return false;
	if (receipt?.blockHash !== blockHash) return false; // looked at anew in the next pass
	if ((await chain.hashAt(blockNumber)) !== blockHash) return false;
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	const outcomes = outcomesIn(ports, claims, receipt);
	await finaliseClaims(ports, context, row, { outcomes, finalized });
	if (!mayClose) return false;
	await bookOverrun(ports, claims, outcomes, row.inclusion);
	await noteChore(ports, row, receipt);
	return close(ports, row);
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

/** Beside what the chain's clock and the sender's may differ. */
const GRACE_SEC = 60;

/** Whether a managed sender's time is up for good: a block that stands was made after it. */
const isOver = ({ submission }: Transaction, finalized: Block): boolean =>
	submission !== undefined &&
	(submission.isVoid === true || finalized.timestampSec > submission.expiresAtSec + GRACE_SEC);

/** What a managed sender's transaction took that paid nobody: a no-op, one that failed, or that came too late. */
async function bookFruitless(ports: Ports, row: Transaction, receipt: Receipt): Promise<void> {
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	await bookOverrun(ports, claims, outcomesIn(ports, claims, receipt), receipt);
}

/** Nothing of this row will be mined any more: its claims wait for another one. */
async function giveBack(ports: Ports, row: Transaction, event: string, mayClose: boolean): Promise<boolean> {
	if (mayClose && !row.submission?.isVoid) ports.log.warn(event, { lane: row.lane, nonce: row.nonce });
	await closeRowClaims(ports, row, () => ({ state: "accepted" }));
	return mayClose && close(ports, row);
}

const close = async (ports: Ports, row: Transaction): Promise<boolean> =>
	(await updateRow(ports, { ...row, state: "final" })).state === "final";
