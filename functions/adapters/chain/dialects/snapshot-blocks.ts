import type { Address } from "../../../core/hex.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import { snapshotToken } from "../../../core/snapshot-token.ts";

/** One question looks back for so long, since somebody may wait for it; the next one goes on below. */
const LOOK_MS = 3_000;
/** Blocks of the first look; each further one is twice as wide, up to the widest. */
const FIRST_LOOK = 2_000;
const WIDEST_LOOK = 32_000;

/** In which blocks a token's snapshots were taken, by its `Snapshot` events; what is final is looked up once. */
export function snapshotBlocks(chain: Chain, token: { address: Address; startBlock: number }, lookMs = LOOK_MS) {
	const known = new Map<bigint, number>();
	/** Looked through from `low` to `top`, both final. */
	let looked: { low: number; top: number } | undefined;

	const look = async (fromBlock: number, toBlock: number): Promise<Map<bigint, number>> => {
		if (fromBlock > toBlock) return new Map();
		const topics = [snapshotToken.topic("Snapshot")];
		const { logs } = await chain.logs({ address: token.address, topics, fromBlock, toBlock });
		return new Map(snapshotToken.events("Snapshot", logs).map(({ args, log }) => [args.id, log.blockNumber]));
	};
	const keep = (found: Map<bigint, number>): void => {
		for (const [id, block] of found) known.set(id, block);
	};

	/** The block of each of the snapshots that were found from `from` to `head`; there are no others in between. */
	return async (ids: readonly bigint[], head: number): Promise<{ found: Map<bigint, number>; from: number }> => {
		const final = Math.min((await chain.block("finalized")).number, head);
		const fresh = await look(final + 1, head);
		const isFound = (id: bigint): boolean => known.has(id) || fresh.has(id);
		looked ??= { low: final + 1, top: final };
		if (looked.top < final) {
			keep(await look(looked.top + 1, final));
			looked = { ...looked, top: final };
		}
		const untilMs = Date.now() + lookMs;
		const goesOn = ({ low }: { low: number }): boolean => low > token.startBlock && Date.now() < untilMs;
		for (let span = FIRST_LOOK; goesOn(looked) && !ids.every(isFound); span = Math.min(span * 2, WIDEST_LOOK)) {
			const from = Math.max(looked.low - span, token.startBlock);
			keep(await look(from, looked.low - 1));
			looked = { ...looked, low: from };
		}
		const found = new Map(
			ids.flatMap((id): [bigint, number][] => {
				const block = fresh.get(id) ?? known.get(id);
				return block === undefined ? [] : [[id, block]];
			}),
		);
		return { found, from: looked.low };
	};
}
export type SnapshotBlocks = ReturnType<typeof snapshotBlocks>;
