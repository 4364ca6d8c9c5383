import { Fault } from "../../core/fault.ts";
import type { Hex } from "../../core/hex.ts";
import type { Block } from "../../core/ports/chain.ts";
import { agreed, type Opinion } from "./agreement.ts";
import { quantity, type RawBlock, toBlock } from "./raw.ts";
import type { RpcPool } from "./rpc.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { RpcCall } from "./rpc-reply.ts";

export const blockCall = (at: number | "finalized" | "latest"): RpcCall => ({
	method: "eth_getBlockByNumber",
	params: [typeof at === "number" ? quantity(at) : at, false],
});

/** The blocks that finality rests on: with two nodes or more, as two of them have them. */
export function blocksOf(pool: RpcPool, finality: "finalized" | number) {
	const blockOf = async (node: RpcNode, at: number | "finalized" | "latest"): Promise<Block | undefined> => {
		const [raw] = await node.results([blockCall(at)], pool.tryMs);
		return raw ? toBlock(raw as RawBlock) : undefined;
	};
	const must = (block: Block | undefined): Block => {
		if (block) return block;
		throw new Fault("rpc_unavailable", "a node has no such block", { chainId: pool.chainId });
	};
	const finalOf = async (node: RpcNode): Promise<Block> => {
		if (finality === "finalized") return must(await blockOf(node, "finalized"));
		const head = must(await blockOf(node, "latest"));
		return must(await blockOf(node, Math.max(0, head.number - finality)));
	};
	/** The lower one of both, if the other node has it, too. */
	const lower = async (a: Opinion<Block>, b: Opinion<Block>): Promise<Block | undefined> => {
		const [low, high] = a.says.number <= b.says.number ? [a, b] : [b, a];
		const same = low.says.number === high.says.number ? high.says : await blockOf(high.node, low.says.number);
		return same?.hash === low.says.hash ? low.says : undefined;
	};

	return {
		finalized: (): Promise<Block> => agreed(pool, finalOf, lower, (block) => block),
		hashAt: async (blockNumber: number): Promise<Hex | undefined> => {
			const ask = async (node: RpcNode) => ({ hash: (await blockOf(node, blockNumber))?.hash });
			const same = async (a: Opinion<{ hash: Hex | undefined }>, b: typeof a) =>
				a.says.hash === b.says.hash ? a.says : undefined;
			return (await agreed(pool, ask, same, (says) => says)).hash;
		},
	};
}
