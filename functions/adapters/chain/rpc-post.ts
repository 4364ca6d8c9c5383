import { type RpcCall, type RpcReply, toReply } from "./rpc-reply.ts";

/** Why a node gave no answer at all. */
export class NodeError extends Error {
	readonly timedOut: boolean;
	constructor(message: string, timedOut = false) {
		super(message);
		this.name = "NodeError";
		this.timedOut = timedOut;
	}
}

interface Answer {
	status: number;
	/** undefined: not JSON. */
	body: unknown;
}
/** The replies, or that the node wants fewer calls in one batch; `most`: how many, if it says. */
type Batch = { ok: true; replies: RpcReply[] } | { ok: false; most?: number };

/** Providers refuse larger JSON-RPC batches. */
const MOST_CALLS = 100;
/** Where batches are refused: posts under way at the same time. */
const POSTERS = 6;
/** What a refused batch may be answered with, when the answer is no JSON-RPC. */
const refusing = [400, 405, 413, 415, 422];
/** invalid request, unknown method, invalid params, parse error */
const refusingCodes = [-32600, -32601, -32602, -32700];

/**
 * Posts calls, in as many batches as it takes. `parts`: how many calls, one after the other, belong together; such a
 * part is divided only if it is larger than a batch. Throws `NodeError`.
 */
export type Post = (calls: readonly RpcCall[], untilMs: number, parts?: readonly number[]) => Promise<RpcReply[]>;

/** JSON-RPC to one URL. How many calls it takes in a batch is learnt and remembered; if none, each is posted by itself. */
export function rpcPost(url: string): Post {
	let most = MOST_CALLS;

	const single = async (call: RpcCall, untilMs: number): Promise<RpcReply> => {
		const { status, body } = await post(url, { jsonrpc: "2.0", id: 0, ...call }, untilMs);
		const reply = toReply(Array.isArray(body) ? body[0] : body);
		if (!reply) throw new NodeError(body === undefined || status >= 300 ? `HTTP ${status}` : "not a JSON-RPC answer");
		return status === 429 && !reply.ok ? { ...reply, code: 429 } : reply;
	};
	const singles = async (calls: readonly RpcCall[], untilMs: number): Promise<RpcReply[]> => {
		const replies = new Array<RpcReply>(calls.length);
		let next = 0;
		const poster = async (): Promise<void> => {
			for (let at = next++; at < calls.length; at = next++) replies[at] = await single(calls[at] as RpcCall, untilMs);
		};
		await Promise.all(Array.from({ length: Math.min(POSTERS, calls.length) }, poster));
		return replies;
	};

	return async (calls, untilMs, parts = [calls.length]) => {
		const replies: RpcReply[] = [];
		let size = most;
		while (replies.length < calls.length) {
			const rest = calls.slice(replies.length);
			if (size === 1 || rest.length === 1) {
				replies.push(...(await singles(size === 1 ? rest : rest.slice(0, 1), untilMs)));
				if (size === 1) most = 1;
				continue;
			}
			const some = rest.slice(0, fitting(parts, replies.length, size));
			const batch = { body: some.map((call, id) => ({ jsonrpc: "2.0", id, ...call })) };
			const answer = readBatch(await post(url, batch.body, untilMs), some.length);
			if (answer.ok) {
				replies.push(...answer.replies);
				if (size < most) most = size; // it works: remembered
			} else size = Math.max(1, answer.most ?? Math.floor(some.length / 4));
		}
		return replies;
	};
}

/** How many calls after the first `done` go into a batch of `size`: whole parts, if one fits. */
function fitting(parts: readonly number[], done: number, size: number): number {
	let whole = 0;
	let end = 0;
	for (const part of parts) {
		end += part;
		if (end <= done) continue;
		if (end - done > size) break;
		whole = end - done;
	}
	return whole > 0 ? whole : size;
}

function readBatch({ status, body }: Answer, size: number): Batch {
	if (Array.isArray(body)) {
		const byId = new Map(body.map((one) => [Number(one?.id ?? -1), toReply(one)]));
		const replies = Array.from({ length: size }, (_, id) => byId.get(id)).filter((one) => one !== undefined);
		if (replies.length === size && body.length === size) return { ok: true, replies };
		const words = body.map((one) => toReply(one)).find((one) => one && !one.ok && /batch/i.test(one.message));
		return fewer(words && !words.ok ? words.message : "", size);
	}
	const reply = toReply(body);
	if (!reply) {
		if (refusing.includes(status)) return fewer("", size);
		throw new NodeError(status >= 300 ? `HTTP ${status}` : "not a JSON-RPC answer");
	}
	if (reply.ok) return fewer("", size);
	const aboutBatches = /batch/i.test(reply.message);
	if (aboutBatches || refusingCodes.includes(reply.code) || status === 413) return fewer(reply.message, size);
	const whole: RpcReply = status === 429 ? { ...reply, code: 429 } : reply;
	return { ok: true, replies: Array.from({ length: size }, () => whole) };
}

function fewer(message: string, size: number): Batch {
	const number = Number(/batch[^\d]{0,80}?(\d+)|(\d+)[^\d]{0,40}batch/i.exec(message)?.slice(1).find(Boolean) ?? 0);
	if (number >= 1 && number < size) return { ok: false, most: number };
	return /not (supported|allowed|enabled)|unsupported|disabled/i.test(message) ? { ok: false, most: 1 } : { ok: false };
}

async function post(url: string, body: unknown, untilMs: number): Promise<Answer> {
	for (let again = false; ; again = true) {
		const leftMs = Math.max(1, untilMs - Date.now());
		try {
			const response = await fetch(url, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(body),
				signal: AbortSignal.timeout(leftMs),
			});
			const text = await response.text();
			return { status: response.status, body: parse(text) };
		} catch (error) {
			const { name, message, cause } = error as Error & { cause?: { code?: string } };
			if (name === "TimeoutError") throw new NodeError("no answer in time", true);
			// A kept connection may have been closed while the process slept.
			if (!again && /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(cause?.code ?? "")) continue;
			throw new NodeError(cause?.code ?? message);
		}
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
