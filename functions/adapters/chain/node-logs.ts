import type { Log } from "../../core/contract.ts";
import { calmed, type LogRange, narrowed, rangesOf, readable, startRange, widened } from "../../core/log-range.ts";
import type { LogAnswer, LogFilter } from "../../core/ports/chain.ts";
import { blockCall } from "./blocks.ts";
import { rangeRefusal } from "./range-refusal.ts";
import { quantity, type RawBlock, type RawLog, toBlock, toLog } from "./raw.ts";
import type { RpcNode } from "./rpc-node.ts";
import { NodeError } from "./rpc-post.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";
import { troubleOf } from "./rpc-trouble.ts";

/** `someEmpty`: the node gave no log at all for some range that it was asked for. */
export interface Reading extends LogAnswer {
	someEmpty: boolean;
}
export interface NodeLogs {
	/** How many blocks the node gives at a time, and in some seconds, as far as is known. */
	limit(): number;
	reach(): number;
	/** As much of the range's beginning as one batch gives. */
	step(filter: LogFilter, untilMs: number): Promise<Reading>;
	whole(filter: LogFilter, untilMs: number): Promise<Reading>;
	/** The hashes alone that the range hangs between. */
	edges(filter: LogFilter, untilMs: number): Promise<LogAnswer>;
}

const TRY_MS = 8_000;

/** Logs of one node, in ranges that it gives. Every method throws when the node has trouble. */
export function nodeLogs(node: RpcNode, firstSpan: number): NodeLogs {
	let range: LogRange = startRange(firstSpan);

	const ask = async (calls: readonly RpcCall[], untilMs: number): Promise<RpcReply[]> => {
		const leftMs = untilMs - Date.now();
		if (leftMs <= 0) throw new NodeError("no time left");
		return node.ask(calls, Math.min(TRY_MS, leftMs));
	};
	/** One batch; undefined: the range was refused, and is narrower now. */
	const attempt = async (filter: LogFilter, untilMs: number): Promise<Reading | undefined> => {
		const { fromBlock } = filter;
		const parts = rangesOf(range, fromBlock, filter.toBlock);
		const asked = (parts[0]?.toBlock ?? fromBlock) - fromBlock + 1;
		const calls = [...parts.flatMap((part) => [logsCall({ ...filter, ...part }), blockCall(part.toBlock)])];
		// Asked last: when this block still stands, so did all that was read before it.
		if (fromBlock > 0) calls.push(blockCall(fromBlock - 1));
		const narrow = (hint: NonNullable<ReturnType<typeof rangeRefusal>>, message: string): void => {
			const narrower = narrowed(range, fromBlock, asked, hint);
			if (!narrower) throw new NodeError(message);
			range = narrower;
		};
		const replies = await ask(calls, untilMs).catch((error: NodeError) => {
			if (error.timedOut && asked > 1) narrow({}, error.message); // it may have been too much
			throw error;
		});
		const beforeHash = fromBlock > 0 ? hashOf(replies.at(-1)) : undefined;

		const logs: Log[] = [];
		let reading: Reading | undefined;
		let most = 0;
		for (const [at, part] of parts.entries()) {
			const [reply, block] = [replies[2 * at] as RpcReply, replies[2 * at + 1]];
			if (!reply.ok) {
				// Words that nobody has read before may mean the range as well.
				const hint = rangeRefusal(reply) ?? (troubleOf(reply) ? undefined : {});
				if (!hint) range = calmed(range);
				if (reading) break; // what came before it counts
				if (!hint) throw new NodeError(reply.message);
				narrow(hint, reply.message);
				return undefined;
			}
			if (reading && !(block?.ok && block.result)) break;
			const lastBlock = toBlock(rawBlock(block));
			const raw = reply.result as RawLog[];
			const found = raw.map((log) => toLog(log, filter.address));
			const sender = filter.address.toLowerCase();
			const wanted =
				raw.every((log) => log.address.toLowerCase() === sender) && found.every(fits({ ...filter, ...part }));
			if (!wanted) throw new NodeError("logs that were not asked for");
			if (found.some((log) => log.blockNumber === lastBlock.number && log.blockHash !== lastBlock.hash))
				throw new NodeError("blocks were replaced meanwhile");
			most = Math.max(most, found.length);
			logs.push(...found);
			const someEmpty = found.length === 0 || (reading?.someEmpty ?? false);
			reading = { logs, lastBlock, someEmpty, ...(beforeHash === undefined ? {} : { beforeHash }) };
		}
		range = widened(range, asked, most);
		return reading;
	};
	const step = async (filter: LogFilter, untilMs: number): Promise<Reading> => {
		for (;;) {
			const reading = await attempt(filter, untilMs);
			if (reading) return { ...reading, logs: reading.logs.toSorted(inOrder) };
		}
	};

	return {
		limit: () => range.limit,
		reach: () => readable(range),
		step,
		whole: async (filter, untilMs) => {
			let all = await step(filter, untilMs);
			while (all.lastBlock.number < filter.toBlock) {
				const next = await step({ ...filter, fromBlock: all.lastBlock.number + 1 }, untilMs);
				if (next.beforeHash !== all.lastBlock.hash) throw new NodeError("blocks were replaced meanwhile");
				all = { ...all, logs: [...all.logs, ...next.logs], lastBlock: next.lastBlock };
			}
			return all;
		},
		edges: async ({ fromBlock, toBlock: last }, untilMs) => {
			const calls = [blockCall(last), ...(fromBlock > 0 ? [blockCall(fromBlock - 1)] : [])];
			const [block, before] = await ask(calls, untilMs);
			return {
				logs: [],
				lastBlock: toBlock(rawBlock(block)),
				...(fromBlock > 0 ? { beforeHash: hashOf(before) } : {}),
			};
		},
	};
}

const logsCall = ({ address, topics, indexed, fromBlock, toBlock: last }: LogFilter): RpcCall => ({
	method: "eth_getLogs",
	params: [
		{
			address,
			topics: indexed ? [topics, indexed] : [topics],
			fromBlock: quantity(fromBlock),
			toBlock: quantity(last),
		},
	],
});

/** A node that is behind answers an empty list, and has no such block. */
function rawBlock(reply: RpcReply | undefined): RawBlock {
	if (reply?.ok && reply.result) return reply.result as RawBlock;
	throw new NodeError(reply && !reply.ok ? reply.message : "it has not got that far");
}
const hashOf = (reply: RpcReply | undefined) => rawBlock(reply).hash;

const fits =
	({ topics, indexed, fromBlock, toBlock: last }: LogFilter) =>
	(log: Log): boolean =>
		log.blockNumber >= fromBlock &&
		log.blockNumber <= last &&
		topics.includes(log.topics[0] ?? "0x") &&
		(indexed === undefined || log.topics[1]?.toLowerCase() === indexed.toLowerCase());

const inOrder = (a: Log, b: Log): number => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex;
