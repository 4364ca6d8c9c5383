import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { toAddress } from "../../functions/core/hex.ts";
import { TOKEN, word } from "./claim.ts";

interface Call {
	id: number | null;
	method: string;
	// biome-ignore lint/suspicious/noExplicitAny: JSON-RPC parameters are of any shape
	params: any[];
}
export type RpcError = { code: number; message: string; data?: unknown };
type Answer = { result: unknown } | { error: RpcError };

/** A node over real HTTP that knows a made-up chain; each of its ways to fail is a field that a test sets. */
export interface RpcServer {
	readonly url: string;
	/** Every call that it was asked, and how many posts brought them. */
	asked: Call[];
	posts: number;
	chainId: number;
	head: number;
	/** How far below its head blocks are final. */
	finalDepth: number;
	/** Another value: other hashes from this block on, which is a fork. */
	fork?: { from: number; salt: number };
	/** Blocks that hold one log of TOKEN each. */
	logsAt: number[];
	/** Answers an empty list whatever is asked. */
	logless: boolean;
	/** Refuses ranges of more blocks. */
	rangeLimit?: { blocks: number; error: (from: number, to: number) => RpcError };
	/** Answers a method otherwise; undefined: as usual. */
	answer?: (call: Call) => Answer | undefined;
	/** Answers a whole post otherwise. */
	reply?: (body: Call | Call[]) => { status?: number; text: string } | undefined;
	/** Answers so late. */
	delayMs: number;
	/** Takes the post and never answers; `hangsAt`: only one that holds such a call. */
	hangs: boolean;
	hangsAt?: (call: Call) => boolean;
	stop(): Promise<void>;
}

export const TOPIC = word(0x7e);
const hex = (n: number) => `0x${n.toString(16)}`;

export async function rpcServer(given: Partial<RpcServer> = {}, port = 0): Promise<RpcServer> {
	const hashOf = (number: number) => {
		const salt = node.fork && number >= node.fork.from ? node.fork.salt : 0;
		return word(BigInt(number + 1) * 1_000n + BigInt(salt));
	};
	const block = (at: string) => {
		const tags: Record<string, number> = {
			latest: node.head,
			pending: node.head,
			finalized: Math.max(0, node.head - node.finalDepth),
		};
		const number = tags[at] ?? Number(at);
		if (number > node.head) return null;
		return { number: hex(number), hash: hashOf(number), timestamp: hex(number), baseFeePerGas: "0x7" };
	};
	const logs = ({ fromBlock, toBlock }: { fromBlock: string; toBlock: string }): Answer => {
		const [from, to] = [Number(fromBlock), Number(toBlock)];
		if (node.rangeLimit && to - from + 1 > node.rangeLimit.blocks) return { error: node.rangeLimit.error(from, to) };
		const numbers = node.logless ? [] : node.logsAt.filter((at) => at >= from && at <= to && at <= node.head);
		const result = numbers.map((number) => ({
			address: toAddress(TOKEN).toLowerCase(),
			topics: [TOPIC],
			data: "0x",
			blockNumber: hex(number),
			blockHash: hashOf(number),
			transactionHash: word(number),
			logIndex: "0x0",
		}));
		return { result };
	};
	const usual = ({ method, params }: Call): Answer => {
		if (method === "eth_chainId") return { result: hex(node.chainId) };
		if (method === "eth_blockNumber") return { result: hex(node.head) };
		if (method === "eth_getBlockByNumber") return { result: block(params[0]) };
		if (method === "eth_getLogs") return logs(params[0]);
		if (method === "eth_sendRawTransaction") return { result: word(1) };
		if (method === "eth_call") return { result: params[0]?.data };
		return { error: { code: -32601, message: `the method ${method} does not exist/is not available` } };
	};
	const one = (call: Call) => {
		node.asked.push(call);
		return { jsonrpc: "2.0", id: call.id, ...(node.answer?.(call) ?? usual(call)) };
	};
	const server = createServer(async (request, response) => {
		const body: Call | Call[] = JSON.parse(await textOf(request));
		node.posts++;
		if (node.hangs || (node.hangsAt && [body].flat().some(node.hangsAt))) return;
		if (node.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, node.delayMs));
		const other = node.reply?.(body);
		const text = other?.text ?? JSON.stringify(Array.isArray(body) ? body.map(one) : one(body));
		response.writeHead(other?.status ?? 200, { "content-type": "application/json" }).end(text);
	});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	const node: RpcServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked: [],
		posts: 0,
		chainId: 31337,
		head: 100,
		finalDepth: 2,
		logsAt: [],
		logless: false,
		delayMs: 0,
		hangs: false,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
		...given,
	};
	return node;
}

async function textOf(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request) text += chunk;
	return text;
}
