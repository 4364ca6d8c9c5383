import { advanceCursor, rewindCursor, startCursor, UNSEEN } from "../core/cursor.ts";
import { Fault } from "../core/fault.ts";
import { receiversIn, transferTopic } from "../core/payout.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/**
 * Reads a token's transfers up to the finalised head, one range a call, and keeps who received any; true: there may be
 * more. Holders come before the cursor: one too many, of a block that was replaced, is owed nothing and does no harm.
 */
export async function extendHolders(ports: Ports, token: Token, finalized: Block): Promise<boolean> {
	const { payouts } = ports.store;
	const chain = ports.chain(token.chainId);
	const cursor = (await payouts.cursor(token.id)) ?? startCursor(token.startBlock);
	const { blockNumber, blockHash } = cursor;
	const isSeen = blockHash !== UNSEEN;
	const rewind = async (): Promise<boolean> => {
		for (const mark of [cursor, ...cursor.earlier.toReversed()]) {
			const hash = await chain.hashAt(mark.blockNumber);
			if (hash === undefined) throw new Fault("rpc_unavailable", undefined, { block: mark.blockNumber });
			if (hash !== mark.blockHash) continue;
			if (mark !== cursor) await payouts.moveCursor(token.id, rewindCursor(cursor, mark, token.startBlock).cursor);
			return true;
		}
		await payouts.moveCursor(token.id, rewindCursor(cursor, undefined, token.startBlock).cursor);
		return true;
	};
	if (isSeen && finalized.number === blockNumber && finalized.hash !== blockHash) return rewind();
	if (finalized.number <= blockNumber) return false;
	const { logs, beforeHash, lastBlock } = await chain.logStep({
		address: token.address,
		topics: [transferTopic()],
		fromBlock: blockNumber + 1,
		toBlock: finalized.number,
	});
	if (isSeen && beforeHash !== blockHash) return rewind();
	await payouts.add(token.id, receiversIn(logs, token.address));
	await payouts.moveCursor(token.id, advanceCursor(cursor, lastBlock, []));
	return lastBlock.number < finalized.number;
}
