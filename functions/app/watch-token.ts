import { advanceCursor } from "../core/inflow.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { snapshotVerdict } from "./snapshot-verdict.ts";

/**
 * Extends a token's ledger to the finalised head, range by range, and wakes snapshot when its policy is due.
 * Stops when `untilMs` has come; the next run goes on from the cursor.
 */
export async function watchToken(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const chain = ports.chain(token.chainId);
	const finalized = await chain.block("finalized");
	let range = ports.chainStage(token.chainId).logRange;
	while (ports.nowMs() < untilMs) {
		const cursor = await ports.store.ledger.cursor(token.id);
		if (cursor && (await chain.hashAt(cursor.blockNumber)) !== cursor.blockHash) {
			ports.log.warn("ledger_fork", { tokenId: token.id, blockNumber: cursor.blockNumber });
			return; // a finalised block was replaced, or the node is behind: never write on top of it
		}
		const fromBlock = cursor ? cursor.blockNumber + 1 : token.startBlock;
		if (fromBlock > finalized.number) break;
		const toBlock = Math.min(fromBlock + range - 1, finalized.number);
		const read = await ports
			.dialect(token)
			.inflows(fromBlock, toBlock, cursor?.reading)
			.catch((error: unknown) => {
				if (range === 1) throw error;
				range = Math.ceil(range / 2); // providers refuse ranges that are too wide
				return undefined;
			});
		if (!read) continue;
		await ports.store.ledger.append(read.inflows);
		const moved = await ports.store.ledger.advance(
			token.id,
			cursor,
			advanceCursor(cursor, read.lastBlock, read.inflows, read.reading),
		);
		if (!moved) return; // another worker is at it
		for (const { asset, amount, source, blockNumber } of read.inflows)
			ports.log.info("revenue_seen", { tokenId: token.id, asset, amount, source, blockNumber });
	}
	if ((await snapshotVerdict(ports, token)).due) await ports.invoker.wake({ fn: "snapshot", tokenId: token.id });
}
