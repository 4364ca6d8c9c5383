import type { Address } from "../../../core/hex.ts";
import type { Block, Chain } from "../../../core/ports/chain.ts";
import { snapshotToken } from "../../../core/snapshot-token.ts";

/** So many ranges are looked through for one question, newest first; the next question goes on below. */
const MAX_RANGES = 100;

/** In which blocks a token's snapshots were taken, by its `Snapshot` events; what is final is looked up once. */
export function snapshotBlocks(chain: Chain, token: { address: Address; startBlock: number }, logRange: number) {
	const known = new Map<bigint, number>();
	/** Looked through from `low` to `top`, both final. */
	let looked: { low: number; top: number } | undefined;

	const look = async (fromBlock: number, toBlock: number): Promise<Map<bigint, number>> => {
		const { logs } = await chain.logs({
			address: token.address,
			topics: [snapshotToken.topic("Snapshot")],
			fromBlock,
			toBlock,
		});
		return new Map(snapshotToken.events("Snapshot", logs).map(({ args, log }) => [args.id, log.blockNumber]));
	};
	const keep = (found: Map<bigint, number>): void => {
		for (const [id, block] of found) known.set(id, block);
	};

	return {
		/** The block of each of the snapshots that were found, at `head` or before. */
		async of(ids: readonly bigint[], head: number): Promise<Map<bigint, number>> {
			const final = Math.min((await chain.block("finalized")).number, head);
			let ranges = 0;
			const fresh = new Map<bigint, number>();
			for (let from = final + 1; from <= head; from += logRange)
				for (const [id, block] of await look(from, Math.min(from + logRange - 1, head))) fresh.set(id, block);
			const isFound = (id: bigint): boolean => known.has(id) || fresh.has(id);
			looked ??= { low: final + 1, top: final };
			while (looked.top < final && ranges++ < MAX_RANGES) {
				const to = Math.min(looked.top + logRange, final);
				keep(await look(looked.top + 1, to));
				looked.top = to;
			}
			while (!ids.every(isFound) && looked.low > token.startBlock && ranges++ < MAX_RANGES) {
				const from = Math.max(looked.low - logRange, token.startBlock);
				keep(await look(from, looked.low - 1));
				looked.low = from;
			}
			return new Map(
				ids.flatMap((id): [bigint, number][] => {
					const block = fresh.get(id) ?? known.get(id);
					return block === undefined ? [] : [[id, block]];
				}),
			);
		},
		/** Those within a range of final blocks, ascending, and the range's last block. */
		async within(fromBlock: number, toBlock: number): Promise<{ blocks: number[]; lastBlock: Block }> {
			const { logs, lastBlock } = await chain.logs({
				address: token.address,
				topics: [snapshotToken.topic("Snapshot")],
				fromBlock,
				toBlock,
			});
			return { blocks: [...new Set(logs.map(({ blockNumber }) => blockNumber))], lastBlock };
		},
	};
}
export type SnapshotBlocks = ReturnType<typeof snapshotBlocks>;
