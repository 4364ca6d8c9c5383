import { Fault } from "../../core/fault.ts";

export interface RpcCall {
	method: string;
	params: readonly unknown[];
}
export type RpcReply =
	| { ok: true; result: unknown }
	| { ok: false; code: number; message: string; revertBytes?: string };

const TIMEOUT_MS = 10_000;
/** Providers refuse larger JSON-RPC batches. */
const MAX_BATCH = 100;

/**
 * JSON-RPC over several nodes of one chain. `batch` is answered whole by the first node that answers;
 * a node of another chain is never asked.
 */
export function rpcPool(urls: readonly string[], chainId: number) {
	const checked = new Map<string, Promise<void>>();
	let preferred = 0;

	const post = async (url: string, calls: readonly RpcCall[]): Promise<RpcReply[]> => {
		const response = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call }))),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		const body = (await response.json()) as unknown;
		if (!Array.isArray(body) || body.length !== calls.length)
			throw new Error("not an answer to every call of the batch");
		const replies = new Map(body.map((one) => [Number(one?.id), read(one)]));
		return calls.map((_, id) => {
			const reply = replies.get(id);
			if (!reply) throw new Error("a call of the batch has no answer");
			return reply;
		});
	};
	const checkChain = (url: string): Promise<void> => {
		const known = checked.get(url);
		if (known) return known;
		const check = post(url, [{ method: "eth_chainId", params: [] }]).then(([reply]) => {
			if (!reply?.ok || Number(reply.result) !== chainId) throw new Error(`not a node of chain ${chainId}`);
		});
		checked.set(url, check);
		check.catch(() => checked.delete(url)); // asked again next time
		return check;
	};
	const ask = async (url: string, calls: readonly RpcCall[]): Promise<RpcReply[]> => {
		await checkChain(url);
		const replies: RpcReply[] = [];
		for (let at = 0; at < calls.length; at += MAX_BATCH)
			replies.push(...(await post(url, calls.slice(at, at + MAX_BATCH))));
		return replies;
	};

	return {
		/** Throws `rpc_unavailable` when no node answers; an error of a single call is in its reply. */
		async batch(calls: readonly RpcCall[]): Promise<RpcReply[]> {
			const problems: string[] = [];
			// Once around and once more: a kept connection may have been closed while the process slept.
			for (let turn = 0; turn <= urls.length; turn++) {
				const at = (preferred + turn) % urls.length;
				try {
					const replies = await ask(urls[at] as string, calls);
					preferred = at;
					return replies;
				} catch (error) {
					problems.push(`node ${at}: ${(error as Error).message}`);
				}
			}
			throw new Fault("rpc_unavailable", undefined, { chainId, nodes: problems.join("; ") });
		},
		/** One reply a node; undefined: it did not answer. */
		everywhere: (call: RpcCall): Promise<(RpcReply | undefined)[]> =>
			Promise.all(
				urls.map((url) =>
					ask(url, [call]).then(
						([reply]) => reply,
						() => undefined,
					),
				),
			),
	};
}
export type RpcPool = ReturnType<typeof rpcPool>;

function read(body: unknown): RpcReply {
	const { result, error } = body as { result?: unknown; error?: { code?: unknown; message?: unknown; data?: unknown } };
	if (!error) return { ok: true, result };
	const data = typeof error.data === "string" ? error.data : undefined;
	return {
		ok: false,
		code: Number(error.code ?? 0),
		message: String(error.message ?? "no message"),
		...(data?.startsWith("0x") ? { revertBytes: data } : {}),
	};
}
