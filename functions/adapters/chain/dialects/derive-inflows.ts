import { arrivedWei, nothingYet } from "../../../core/derived-inflow.ts";
import { Fault } from "../../../core/fault.ts";
import { ETH, type Hex } from "../../../core/hex.ts";
import type { Inflow, TokenReading } from "../../../core/inflow.ts";
import type { Chain } from "../../../core/ports/chain.ts";
import type { Dialect } from "../../../core/ports/dialect.ts";
import type { Token } from "../../../core/stage.ts";
import { revenueAt } from "./read-revenue.ts";
import type { SnapshotBlocks } from "./snapshot-blocks.ts";

/**
 * The inflows of a token without events: differences of its readings, with one before and one after each snapshot. While
 * the node has not kept the state of a range's end, the last reading is carried on, and the gap becomes one row later.
 */
export function derivedInflows(
	chain: Chain,
	token: Token,
	blocks: SnapshotBlocks,
	burnersShare: () => Promise<boolean>,
): Dialect["inflows"] {
	const rowOf = async (from: TokenReading, to: TokenReading): Promise<Inflow[]> => {
		const amount = arrivedWei(from, to, await burnersShare());
		if (amount === 0n) return [];
		const blockNumber = from.blockNumber + 1;
		const blockHash = await hashAt(blockNumber);
		const derived = { lastBlock: to.blockNumber };
		return [{ tokenId: token.id, asset: ETH, amount, source: ETH, blockNumber, blockHash, logIndex: 0, derived }];
	};
	const hashAt = async (blockNumber: number): Promise<Hex> => {
		const hash = await chain.hashAt(blockNumber);
		if (!hash) throw new Fault("rpc_unavailable", undefined, { chainId: chain.chainId, block: blockNumber });
		return hash;
	};

	return async (fromBlock, toBlock, before) => {
		const { blocks: taken, lastBlock } = await blocks.within(fromBlock, toBlock);
		const first = before ?? (await firstReading(fromBlock));
		const last = await revenueAt(chain, token.address, toBlock);
		if (!last) return { inflows: [], lastBlock, ...(first ? { reading: first } : {}) };
		if (!first) return { inflows: [], lastBlock, reading: last };
		const around = new Set(taken.flatMap((block) => [block - 1, block]));
		const wanted = [...around].filter((block) => block > first.blockNumber && block < toBlock);
		const between = await Promise.all(wanted.map((block) => revenueAt(chain, token.address, block)));
		const readings = [first, ...between.filter((one) => one !== undefined), last];
		const pairs = readings.slice(1).map((to, at) => rowOf(readings[at] as TokenReading, to));
		return { inflows: (await Promise.all(pairs)).flat(), lastBlock, reading: last };
	};

	/** The ledger starts with the token's deployment. */
	async function firstReading(fromBlock: number): Promise<TokenReading | undefined> {
		return fromBlock <= token.startBlock ? nothingYet(fromBlock - 1) : revenueAt(chain, token.address, fromBlock - 1);
	}
}
