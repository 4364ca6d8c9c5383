import type { Log } from "../../core/contract.ts";
import { Fault } from "../../core/fault.ts";
import type { LogAnswer, LogFilter } from "../../core/ports/chain.ts";
import { type NodeLogs, nodeLogs, type Reading } from "./node-logs.ts";
import type { RpcPool } from "./rpc.ts";
import type { RpcNode } from "./rpc-node.ts";

/** All nodes together have this long for one step. */
const BUDGET_MS = 16_000;

/**
 * Logs over several nodes. Where a node has none for a range, a second one must have none either: if it has, its own
 * answer is the one to be confirmed. The hashes that an answer hangs between are always what two nodes have.
 */
export function poolLogs(pool: RpcPool, firstSpan: number) {
	const readers = new Map<RpcNode, NodeLogs>();
	const readerOf = (node: RpcNode): NodeLogs => {
		const reader = readers.get(node) ?? nodeLogs(node, firstSpan);
		readers.set(node, reader);
		return reader;
	};
	/** Whether the node has the same blocks, and no log that another one did not give. */
	const confirms = async (node: RpcNode, filter: LogFilter, given: Reading, untilMs: number): Promise<boolean> => {
		const whole = { ...filter, toBlock: given.lastBlock.number };
		const reader = readerOf(node);
		const own = given.someEmpty ? await reader.whole(whole, untilMs) : await reader.edges(whole, untilMs);
		if (own.beforeHash !== given.beforeHash || own.lastBlock.hash !== given.lastBlock.hash) return false;
		const known = new Set(given.logs.map(nameOf));
		return own.logs.every((log) => known.has(nameOf(log)));
	};

	const step = async (filter: LogFilter): Promise<LogAnswer> => {
		const untilMs = Date.now() + BUDGET_MS;
		const problems: string[] = [];
		const attempt = async <T>(node: RpcNode, work: () => Promise<T>): Promise<T | undefined> => {
			try {
				return await work();
			} catch (error) {
				problems.push(`${node.name}: ${(error as Error).message}`);
				return undefined;
			}
		};
		const wanted = filter.toBlock - filter.fromBlock + 1;
		const limit = (node: RpcNode): number => Math.min(wanted, readerOf(node).limit());
		// Where one gives few blocks at a time, those that give more are asked first.
		const voters = (await pool.voters()).toSorted((a, b) => limit(b) - limit(a));
		// No more than a second one can confirm.
		const toBlock =
			filter.fromBlock + Math.min(wanted, ...voters.slice(1, 2).map((node) => readerOf(node).reach())) - 1;
		for (const node of voters) {
			const given = await attempt(node, () => readerOf(node).step({ ...filter, toBlock }, untilMs));
			if (!given) continue;
			const { someEmpty: _empty, ...answer } = given;
			if (pool.size === 1) return answer;
			for (const second of voters) {
				if (second === node) continue;
				const same = await attempt(second, () => confirms(second, filter, given, untilMs));
				if (same) return answer;
				if (same === undefined) continue;
				problems.push(`${second.name} differs from ${node.name}`);
				pool.log?.warn("rpc_disagreement", { chainId: pool.chainId, nodes: [node.name, second.name], of: "logs" });
			}
		}
		if (pool.size > 1 && voters.length < 2) problems.push("fewer than two nodes answer");
		throw new Fault("rpc_unavailable", undefined, { chainId: pool.chainId, nodes: problems.join("; ") });
	};

	return {
		step,
		whole: async (filter: LogFilter): Promise<LogAnswer> => {
			const logs: Log[] = [];
			let first: LogAnswer | undefined;
			let last: LogAnswer | undefined;
			do {
				const fromBlock: number = last ? last.lastBlock.number + 1 : filter.fromBlock;
				const next = await step({ ...filter, fromBlock });
				if (last && next.beforeHash !== last.lastBlock.hash)
					throw new Fault("rpc_unavailable", "blocks were replaced meanwhile", { chainId: pool.chainId });
				for (const log of next.logs) logs.push(log);
				first ??= next;
				last = next;
			} while (last.lastBlock.number < filter.toBlock);
			return { ...first, logs, lastBlock: last.lastBlock };
		},
	};
}

const nameOf = ({ blockHash, logIndex }: Log): string => `${blockHash}/${logIndex}`;
