import type { Outcome } from "../core/claim.ts";
import { outcomesOf } from "../core/forward.ts";
import type { Hex } from "../core/hex.ts";
import type { Block, Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Transaction, TransactionState } from "../core/transaction.ts";
import { finaliseClaims } from "./finalise-claims.ts";
import type { LaneContext } from "./lane-context.ts";
import { moveRowClaims } from "./move-row-claims.ts";
import { pushTransaction } from "./push-transaction.ts";

export interface SettleTurn {
	finalized: Block;
	/** All rows of lower nonces are final. */
	mayFinalise: boolean;
}

/**
 * One look at one open row: found mined, dropped by a reorg, final, overtaken by another transaction, or still to be
 * pushed. Claims are moved before the row, so that a crash in between is seen again. Gives the row's state.
 */
export async function settleTransaction(
	ports: Ports,
	context: LaneContext,
	row: Transaction,
	{ finalized, mayFinalise }: SettleTurn,
): Promise<TransactionState> {
	if (row.state === "prepared") return row.state; // recovery arms it
	const { chain } = context;
	const receipts = await chain.receipts(row.attempts.map((attempt) => attempt.hash));
	const receipt = receipts.find((one) => one !== undefined);

	if (!receipt) {
		if (mayFinalise && (await isOvertaken(ports, context, row))) return overtaken(ports, row);
		if (row.state === "mined") {
			ports.log.warn("transaction_dropped", { lane: row.lane, nonce: row.nonce, reason: "reorg" });
			await moveRowClaims(ports, row, (claim) =>
				claim.state === "mined" ? { state: "relayed", nonce: row.nonce } : undefined,
			);
			const { inclusion: _gone, ...back } = row;
			return store(ports, { ...back, state: "armed" }); // recovery sends the stored bytes again
		}
		await pushTransaction(ports, context, row);
		return row.state;
	}

	const isStored = row.state === "mined" && row.inclusion?.blockHash === receipt.blockHash;
	const mined = isStored ? row : await include(ports, context, row, receipt);
	if (!mayFinalise || receipt.blockNumber > finalized.number) return mined.state;
	if ((await chain.hashAt(receipt.blockNumber)) !== receipt.blockHash) return mined.state;
	const outcomes = await outcomesIn(ports, row, receipt);
	await finaliseClaims(ports, context, mined, { outcomes, finalized });
	return store(ports, { ...mined, state: "final" });
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

/** The row is in a block: its claims get what its events say, then the row itself. */
async function include(ports: Ports, context: LaneContext, row: Transaction, receipt: Receipt): Promise<Transaction> {
	const { logs: _logs, ...inclusion } = receipt;
	const outcomes = await outcomesIn(ports, row, receipt);
	await moveRowClaims(ports, row, (claim) => {
		const outcome = outcomes.get(claim.id);
		if (!outcome || claim.outcome?.blockHash === outcome.blockHash) return undefined;
		if (claim.state === "mined") return { state: "relayed", nonce: row.nonce }; // mined elsewhere before a reorg
		return { state: "mined", nonce: row.nonce, outcome };
	});
	const { lane, nonce, purpose } = row;
	ports.log.info("transaction_mined", {
		lane,
		nonce,
		purpose: purpose.kind,
		transactionHash: receipt.hash,
		blockNumber: receipt.blockNumber,
		ok: receipt.ok,
		gasUsed: receipt.gasUsed,
		...(purpose.kind === "snapshot"
			? { tokenId: purpose.tokenId, snapshotId: snapshotIdIn(ports, context, purpose.tokenId, receipt) }
			: {}),
	});
	const mined: Transaction = { ...row, state: "mined", inclusion };
	await store(ports, mined);
	return { ...mined, version: row.version + 1 };
}

async function outcomesIn(ports: Ports, row: Transaction, { logs, ...inclusion }: Receipt): Promise<Map<Hex, Outcome>> {
	const claims = await ports.store.claims.getMany(row.carriedClaimIds ?? []);
	return outcomesOf(claims, inclusion, logs);
}

/** Another transaction took this nonce for good: none of our bytes can be mined any more. */
async function overtaken(ports: Ports, row: Transaction): Promise<TransactionState> {
	ports.log.warn("nonce_overtaken", { lane: row.lane, nonce: row.nonce });
	await moveRowClaims(ports, row, () => ({ state: "accepted" }), true);
	const { inclusion: _none, ...rest } = row;
	return store(ports, { ...rest, state: "final" });
}

async function store(ports: Ports, row: Transaction): Promise<TransactionState> {
	if (await ports.store.lanes.update({ ...row, version: row.version + 1 })) return row.state;
	return (await ports.store.lanes.get(row.lane, row.nonce))?.state ?? row.state;
}

function snapshotIdIn(ports: Ports, context: LaneContext, tokenId: string, receipt: Receipt): bigint | undefined {
	const token = context.token(tokenId);
	return token && ports.dialect(token).snapshotTaken(receipt);
}
