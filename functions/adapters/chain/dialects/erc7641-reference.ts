import type { Block, Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import type { Token } from "../../../core/stage.ts";
import { foreignDialect, type Spacing } from "./foreign.ts";

/** A snapshot's block is more than so many after the last one's. */
const INTERVAL_BLOCKS = 1_000;
const LOOK_BACK = 50;

/** The implementation that the ERC-7641 draft comes with: snapshots are spaced in blocks, and never expire. */
export function referenceDialect(chain: Chain, token: Token): Dialect {
	/** When a block that is still to come is likely to be made, by the pace of the last ones. */
	const expectedSec = async (blockNumber: number, head: Block): Promise<number> => {
		const earlier = await chain.block(Math.max(head.number - INTERVAL_BLOCKS, 0));
		const paceSec = (head.timestampSec - earlier.timestampSec) / Math.max(head.number - earlier.number, 1);
		return head.timestampSec + Math.ceil((blockNumber - head.number) * paceSec);
	};
	const spacingAfter = async (lastBlock: number, head: Block, lastSnapshotAtSec: number): Promise<Spacing> => {
		const nextSnapshotBlock = lastBlock + INTERVAL_BLOCKS + 1;
		const isOpen = nextSnapshotBlock <= head.number + 1;
		const nextSnapshotAtSec = isOpen ? head.timestampSec : await expectedSec(nextSnapshotBlock, head);
		return { nextSnapshotAtSec, nextSnapshotBlock, lastSnapshotAtSec };
	};

	return foreignDialect(chain, token, {
		name: "erc7641-reference",
		lookBack: LOOK_BACK,
		spacing: async ({ currentSnapshotId, head, blocks }) => {
			// It counts from its deployment at first.
			if (currentSnapshotId === 0n) return spacingAfter(token.startBlock, head, 0);
			const { found, from } = await blocks([currentSnapshotId], head.number);
			const lastBlock = found.get(currentSnapshotId);
			// Longer ago than was looked, and so longer than the interval.
			if (lastBlock === undefined)
				return { nextSnapshotAtSec: head.timestampSec, lastSnapshotAtSec: (await chain.block(from)).timestampSec };
			return spacingAfter(lastBlock, head, (await chain.block(lastBlock)).timestampSec);
		},
		expiryOf: () => ({ expiresAtSec: 0 }),
		expiring: () => [],
	});
}
