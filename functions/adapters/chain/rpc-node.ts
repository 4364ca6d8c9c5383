import { afterFailure, type Breaker, beforeProbe, breakerState, CLOSED } from "../../core/breaker.ts";
import { NodeError, rpcPost } from "./rpc-post.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";
import { troubleOf } from "./rpc-trouble.ts";

export interface RpcNode {
	/** How logs call it: a URL may hold an access key. */
	readonly name: string;
	state(): ReturnType<typeof breakerState>;
	/** Since when a breaker that is open lets a probe through. */
	opensAtMs(): number;
	failures(): number;
	/** The head as last heard; undefined: the node was never heard. */
	head(): number | undefined;
	/** Asks for the head; the first time for the chain, too. Never throws. */
	survey(timeoutMs: number): Promise<void>;
	/** A reply to each call; throws `NodeError` when there is none. A node of another chain is not asked. `parts`: see `Post`. */
	ask(calls: readonly RpcCall[], timeoutMs: number, parts?: readonly number[]): Promise<RpcReply[]>;
	/** What `ask` gives, unless the node had trouble with any of the calls. */
	results(calls: readonly RpcCall[], timeoutMs: number): Promise<unknown[]>;
}

/** A process that was frozen meanwhile learns nothing from a time-out. */
const SLEPT_MS = 5_000;

/** One node of a chain, and how it has been doing. */
export function rpcNode(url: string, name: string, chainId: number, nowMs: () => number): RpcNode {
	const post = rpcPost(url);
	let breaker: Breaker = CLOSED;
	let head: number | undefined;
	let checking: Promise<void> | undefined;
	let ofChain = false;

	/** Posts, and learns from how it went. */
	const learn = async (timeoutMs: number, work: (untilMs: number) => Promise<RpcReply[]>): Promise<RpcReply[]> => {
		const startedMs = nowMs();
		if (breakerState(breaker, startedMs) === "half_open") breaker = beforeProbe(breaker, startedMs, timeoutMs);
		const failed = (): void => {
			if (nowMs() - startedMs < timeoutMs + SLEPT_MS) breaker = afterFailure(breaker, startedMs);
		};
		try {
			const replies = await work(Date.now() + timeoutMs);
			const troubles = replies.map(troubleOf);
			if (troubles.length > 0 && troubles.every((one) => one === "limited" || one === "broken")) failed();
			else breaker = CLOSED;
			return replies;
		} catch (error) {
			failed();
			throw error;
		}
	};
	const survey = async (untilMs: number): Promise<RpcReply[]> => {
		const calls = [
			{ method: "eth_blockNumber", params: [] },
			...(ofChain ? [] : [{ method: "eth_chainId", params: [] }]),
		];
		const replies = await post(calls, untilMs);
		const [number, chain] = replies;
		if (chain && !chain.ok) throw new NodeError(chain.message);
		if (chain?.ok && Number(chain.result) !== chainId) throw new NodeError(`not a node of chain ${chainId}`);
		ofChain = true;
		if (number?.ok) head = Number(number.result);
		return replies;
	};
	/** Once a node; at the same time for all who wait for it. */
	const check = (untilMs: number): Promise<void> => {
		checking ??= survey(untilMs)
			.then(() => undefined)
			.finally(() => {
				checking = undefined;
			});
		return checking;
	};
	const ask: RpcNode["ask"] = (calls, timeoutMs, parts) =>
		learn(timeoutMs, async (untilMs) => {
			if (!ofChain) await check(untilMs);
			return post(calls, untilMs, parts);
		});

	return {
		name,
		state: () => breakerState(breaker, nowMs()),
		opensAtMs: () => breaker.openUntilMs,
		failures: () => breaker.failures,
		head: () => head,
		survey: async (timeoutMs) => {
			await learn(timeoutMs, async (untilMs) => {
				if (ofChain) return survey(untilMs);
				await check(untilMs);
				return [];
			}).catch(() => undefined);
		},
		ask,
		results: async (calls, timeoutMs) => {
			const replies = await ask(calls, timeoutMs);
			return replies.map((reply) => {
				if (reply.ok) return reply.result;
				throw new NodeError(reply.message);
			});
		},
	};
}
