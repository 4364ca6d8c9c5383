import { UNSEEN } from "../core/cursor.ts";
import {
	advanceHead,
	byPeriod,
	emptyPeriod,
	extendPeriod,
	type HistoryEvent,
	type HistoryHead,
	startHead,
} from "../core/history.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** Holders that are noted at the same time. */
const WRITERS = 8;

/**
 * Sums up a token's revenue and payouts by snapshot, as far as its ledger reaches, until `untilMs`. May die between any
 * two lines: a period tells up to which block it counts, a holder's first payout is where it is, and the head comes last.
 */
export async function extendHistory(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const { history, ledger } = ports.store;
	const toBlock = (await ledger.cursor(token.id))?.blockNumber ?? -1;
	while (ports.nowMs() < untilMs) {
		const head = (await history.head(token.id)) ?? startHead(token.startBlock);
		if (head.blockNumber >= toBlock) return;
		const { events, beforeHash, lastBlock } = await ports.dialect(token).history(head.blockNumber + 1, toBlock);
		if (head.blockHash !== UNSEEN && beforeHash !== head.blockHash) {
			ports.log.warn("history_rewound", { tokenId: token.id, from: head.blockNumber });
			if (!(await history.moveHead(token.id, startHead(token.startBlock, head.version + 1, head.generation + 1))))
				return;
			continue;
		}
		for (const [snapshotId, own] of byPeriod(events, head.openSnapshotId)) {
			const before = (await history.period(token.id, head.generation, snapshotId)) ?? emptyPeriod(snapshotId);
			if (before.upToBlock >= lastBlock.number) continue;
			const after = extendPeriod(before, own, lastBlock.number);
			if (!(await history.putPeriod(token.id, head.generation, after))) return; // another worker is at it
		}
		const newHolders = await countNew(ports, token, head, events);
		if (!(await history.moveHead(token.id, advanceHead(head, events, lastBlock, newHolders)))) return;
	}
}

/** How many holders were paid for the first time in these events, however often they are counted. */
async function countNew(
	ports: Ports,
	token: Token,
	head: HistoryHead,
	events: readonly HistoryEvent[],
): Promise<number> {
	const first = new Map<HistoryEvent["transactionHash"], number>();
	for (const event of events)
		if (event.kind === "payout" && !first.has(event.holder)) first.set(event.holder, event.blockNumber);
	const waiting = [...first];
	let count = 0;
	const note = async (): Promise<void> => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const since = await ports.store.history.firstPaid(token.id, head.generation, ...next);
			if (since > head.blockNumber) count++;
		}
	};
	await Promise.all(Array.from({ length: WRITERS }, note));
	return count;
}
