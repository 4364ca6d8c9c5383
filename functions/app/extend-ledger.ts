import { advanceCursor, type Cursor, rewindCursor, startCursor, UNSEEN, writtenCursor } from "../core/cursor.ts";
import { Fault } from "../core/fault.ts";
import { type Address, ETH, type Hex } from "../core/hex.ts";
import type { Inflow, TokenReading } from "../core/inflow.ts";
import type { Block } from "../core/ports/chain.ts";
import type { InflowAnswer } from "../core/ports/dialect.ts";
import type { Ports } from "../core/ports/ports.ts";
import { type RevenueNotice, revenueNotice } from "../core/revenue-notice.ts";
import type { Token } from "../core/stage.ts";

/** `on`: there may be more · `done`: it reaches the finalised head · `elsewhere`: another worker moved the cursor */
export type LedgerStep = "on" | "done" | "elsewhere";

/** Inflows of one range that are logged each by itself. */
const LINES = 20;

/** Extends one token's ledger to the finalised head: one range, or one rewind, a call. May die between any two lines. */
export function extendLedger(ports: Ports, token: Token): (finalized: Block) => Promise<LedgerStep> {
	const { ledger } = ports.store;
	const chain = ports.chain(token.chainId);
	const dialect = ports.dialect(token);
	let known: Cursor | undefined;
	/** The next range, read while this one is written. It counts only if it follows the cursor's block. */
	let ahead: { fromBlock: number; answer: Promise<InflowAnswer> } | undefined;
	/** Whether the rows up to the cursor are in place; its own mark is cleared by its next move. */
	let written = false;

	const move = async (to: Cursor): Promise<boolean> => {
		known = undefined; // if this throws, who knows
		if (!(await ledger.moveCursor(token.id, to))) return false;
		known = to;
		return true;
	};
	const read = (fromBlock: number, toBlock: number, before?: TokenReading): Promise<InflowAnswer> => {
		const answer = ahead?.fromBlock === fromBlock ? ahead.answer : dialect.inflows(fromBlock, toBlock, before);
		ahead = undefined;
		return answer;
	};
	const readAhead = (fromBlock: number, toBlock: number, before?: TokenReading): void => {
		if (fromBlock > toBlock) return;
		ahead = { fromBlock, answer: dialect.inflows(fromBlock, toBlock, before) };
		ahead.answer.catch(() => undefined); // heard of when it is asked for
	};
	/** The rows from `fromBlock` up to the cursor, and what is told of them. */
	const write = async (inflows: readonly Inflow[], fromBlock: number, cursor: Cursor): Promise<void> => {
		await ledger.append(inflows, cursor.generation);
		const notice = revenueNotice(token.id, inflows, fromBlock, cursor);
		if (notice) await ports.notifier.notify(notice);
		written = true;
		logRevenue(ports, token.id, inflows, notice);
	};
	/** The rows that a worker left out when it died; undefined: the cursor's blocks were replaced. */
	const readAgain = async (cursor: Cursor, fromBlock: number): Promise<Inflow[] | undefined> => {
		if (cursor.unwritten)
			return (await chain.hashAt(cursor.blockNumber)) === cursor.blockHash ? cursor.unwritten : undefined;
		const all: Inflow[] = [];
		let lastHash: Hex | undefined;
		for (let from = fromBlock; from <= cursor.blockNumber; ) {
			const { inflows, beforeHash, lastBlock } = await dialect.inflows(from, cursor.blockNumber);
			if (lastHash !== undefined && beforeHash !== lastHash) return undefined;
			all.push(...inflows);
			lastHash = lastBlock.hash;
			from = lastBlock.number + 1;
		}
		return lastHash === cursor.blockHash ? all : undefined;
	};
	/** Back to the newest mark that is still in the chain. */
	const rewind = async (cursor: Cursor): Promise<LedgerStep> => {
		const marks = [...cursor.earlier, cursor].reverse();
		let standing: (typeof marks)[number] | undefined;
		for (const mark of marks) {
			const hash = await chain.hashAt(mark.blockNumber);
			// The chain is shorter now, or the node is behind: in either case it will grow.
			if (hash === undefined) throw new Fault("rpc_unavailable", undefined, { block: mark.blockNumber });
			if (hash !== mark.blockHash) continue;
			standing = mark;
			break;
		}
		if (standing === cursor) return "on"; // it was the other answer that was out of date
		const rewound = rewindCursor(cursor, standing, token.startBlock);
		for (const fork of rewound.forgotten) await ledger.removeSuperseded(token.id, fork);
		if (!(await move(rewound.cursor))) return "elsewhere";
		const { above, upTo } = rewound.fork;
		ports.log.warn("ledger_rewound", { tokenId: token.id, from: upTo, to: above });
		await ledger.removeSuperseded(token.id, rewound.fork);
		return "on";
	};

	return async (finalized) => {
		if (!known) {
			known = (await ledger.cursor(token.id)) ?? startCursor(token.startBlock);
			written = false;
		}
		const cursor = known;
		const { blockNumber, blockHash, unwrittenFrom } = cursor;
		if (unwrittenFrom !== undefined && !written) {
			const inflows = await readAgain(cursor, unwrittenFrom);
			if (!inflows) return rewind(cursor);
			await write(inflows, unwrittenFrom, cursor);
		}
		const seen = blockHash !== UNSEEN;
		if (seen && finalized.number === blockNumber && finalized.hash !== blockHash) return rewind(cursor);
		if (finalized.number <= blockNumber) {
			if (unwrittenFrom !== undefined && !(await move(writtenCursor(cursor)))) return "elsewhere";
			return "done";
		}
		const answer = await read(blockNumber + 1, finalized.number, cursor.reading);
		const { inflows, outflows, beforeHash, lastBlock, reading } = answer;
		if (seen && beforeHash !== blockHash) return rewind(cursor);
		if (answer.stateIsGone)
			ports.log.warn("ledger_least_known", { tokenId: token.id, from: blockNumber + 1, to: lastBlock.number });
		readAhead(lastBlock.number + 1, finalized.number, reading);
		// The cursor first: what a worker writes that has been overtaken by a rewind bears an old generation.
		const advanced = advanceCursor(cursor, lastBlock, inflows, { reading, outflows });
		if (!(await move(advanced))) return "elsewhere";
		written = false;
		await write(inflows, blockNumber + 1, advanced);
		return "on";
	};
}

/** One line for each inflow; for many, as in a catch-up, one for each asset. */
function logRevenue(
	ports: Ports,
	tokenId: string,
	inflows: readonly Inflow[],
	notice: RevenueNotice | undefined,
): void {
	const logged = (facts: { asset: Address; amount: bigint; [more: string]: unknown }): void => {
		const { asset, amount } = facts;
		// What is measured is ETH alone.
		ports.log.info("revenue_seen", { tokenId, ...facts, ...(asset === ETH ? { amountWei: amount } : {}) });
	};
	if (inflows.length > LINES)
		for (const { asset, amount } of notice?.totals ?? [])
			logged({ asset, amount, inflows: inflows.length, blockNumber: notice?.toBlock });
	else
		for (const { asset, amount, source, blockNumber, derived } of inflows)
			logged({ asset, amount, source, blockNumber, ...derived });
}
