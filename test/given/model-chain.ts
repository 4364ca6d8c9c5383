import { id } from "ethers";
import type { Hex } from "../../functions/core/hex.ts";
import type { Inflow } from "../../functions/core/inflow.ts";
import type { Block } from "../../functions/core/ports/chain.ts";
import type { InflowAnswer } from "../../functions/core/ports/dialect.ts";
import { anInflow } from "./transaction.ts";

interface ModelBlock extends Block {
	inflows: Inflow[];
}

/**
 * A chain in memory that grows and is reorganised, with a token's revenue in it. A block is what its parent and its
 * seed make it, so a branch that was left may come back; a seed of 0 is a block without revenue.
 */
export function modelChain(tokenId: string, confirmations: number) {
	let blocks: ModelBlock[] = [];
	const add = (seed: number): void => {
		const number = blocks.length;
		const hash = id(`${blocks.at(-1)?.hash} ${seed}`) as Hex;
		const inflows = Array.from({ length: seed }, (_, logIndex) =>
			anInflow({
				tokenId,
				amount: BigInt(number * 10 + logIndex + seed),
				blockNumber: number,
				blockHash: hash,
				logIndex,
			}),
		);
		blocks.push({ number, hash, timestampSec: number, inflows });
	};
	const finalAt = (): number => Math.max(0, blocks.length - 1 - confirmations);
	const at = (number: number): ModelBlock => {
		const block = blocks[number];
		if (!block) throw new Error(`there is no block ${number} yet`);
		return block;
	};
	add(0);
	return {
		grow: (seeds: readonly number[]) => seeds.forEach(add),
		/** Replaces the last blocks. */
		reorg: (depth: number, seeds: readonly number[]) => {
			blocks = blocks.slice(0, Math.max(1, blocks.length - depth));
			seeds.forEach(add);
		},
		finalized: (): Block => at(finalAt()),
		hashAt: (number: number): Hex | undefined => blocks[number]?.hash,
		/** At most so many blocks at once. */
		inflows: (fromBlock: number, toBlock: number, most: number): InflowAnswer => {
			const last = Math.min(toBlock, fromBlock + most - 1);
			const { number, hash, timestampSec } = at(last);
			return {
				inflows: blocks.slice(fromBlock, last + 1).flatMap((block) => block.inflows),
				lastBlock: { number, hash, timestampSec },
				...(fromBlock > 0 ? { beforeHash: at(fromBlock - 1).hash } : {}),
			};
		},
		/** All revenue up to the finalised block, read once; newest first. */
		ledger: (): Inflow[] =>
			blocks
				.slice(0, finalAt() + 1)
				.flatMap((block) => block.inflows)
				.reverse(),
	};
}
export type ModelChain = ReturnType<typeof modelChain>;
