import { id } from "ethers";
import { nothingYet } from "../../functions/core/derived-inflow.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { ETH } from "../../functions/core/hex.ts";
import type { Inflow, TokenReading } from "../../functions/core/inflow.ts";
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
		/** The same of a token that logs nothing, by its balance; of every fifth block the state is gone. */
		derivedInflows: (fromBlock: number, toBlock: number, most: number, before?: TokenReading): InflowAnswer => {
			const last = at(Math.min(toBlock, fromBlock + most - 1));
			const place = {
				lastBlock: { number: last.number, hash: last.hash, timestampSec: last.timestampSec },
				...(fromBlock > 0 ? { beforeHash: at(fromBlock - 1).hash } : {}),
			};
			const first = before ?? nothingYet(fromBlock - 1);
			if (last.number < toBlock && last.number % 5 === 0) return { inflows: [], ...place, reading: first };
			const came = blocks.slice(0, last.number + 1).flatMap(({ inflows }) => inflows);
			const balanceWei = came.reduce((sum, { amount }) => sum + amount, 0n);
			const reading = { ...nothingYet(last.number), balanceWei };
			const amount = balanceWei - first.balanceWei;
			const { number: blockNumber, hash: blockHash } = at(first.blockNumber + 1);
			const derived = { lastBlock: last.number };
			const row = { tokenId, asset: ETH, amount, source: ETH, blockNumber, blockHash, logIndex: 0, derived };
			return { inflows: amount > 0n ? [row] : [], ...place, reading };
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
