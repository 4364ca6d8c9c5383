import { Fault } from "../../core/fault.ts";
import type { RpcPool } from "./rpc.ts";
import type { RpcNode } from "./rpc-node.ts";

export interface Opinion<O> {
	node: RpcNode;
	says: O;
}

/**
 * What two nodes say alike; with one URL, what that node says. `compare` gives what both agree on, or undefined.
 * Throws `rpc_unavailable` when no two do: later they may.
 */
export async function agreed<O, T>(
	pool: RpcPool,
	ask: (node: RpcNode) => Promise<O>,
	compare: (a: Opinion<O>, b: Opinion<O>) => Promise<T | undefined>,
	alone: (says: O) => T,
): Promise<T> {
	const voters = await pool.voters();
	const problems: string[] = [];
	const opinions: Opinion<O>[] = [];
	let differ = false;
	const hear = async (node: RpcNode): Promise<Opinion<O> | undefined> => {
		try {
			return { node, says: await ask(node) };
		} catch (error) {
			problems.push(`${node.name}: ${(error as Error).message}`);
			return undefined;
		}
	};
	const told = (): void => {
		if (differ)
			pool.log?.warn("rpc_disagreement", { chainId: pool.chainId, nodes: opinions.map(({ node }) => node.name) });
	};

	// Two at once: mostly that is all.
	for (const some of [voters.slice(0, 2), ...voters.slice(2).map((node) => [node])])
		for (const opinion of await Promise.all(some.map(hear))) {
			if (!opinion) continue;
			if (pool.size === 1) return alone(opinion.says);
			for (const other of opinions) {
				try {
					const both = await compare(other, opinion);
					if (both !== undefined) {
						told();
						return both;
					}
					differ = true;
				} catch (error) {
					problems.push(`${other.node.name}, ${opinion.node.name}: ${(error as Error).message}`);
				}
			}
			opinions.push(opinion);
		}
	told();
	if (pool.size > 1) problems.push(differ ? "no two nodes agree" : "fewer than two nodes answer");
	throw new Fault("rpc_unavailable", undefined, { chainId: pool.chainId, nodes: problems.join("; ") });
}
