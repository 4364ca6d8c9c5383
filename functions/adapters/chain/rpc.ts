import { Fault } from "../../core/fault.ts";
import type { Log } from "../../core/ports/ports.ts";
import { type RpcNode, rpcNode } from "./rpc-node.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";
import { troubleOf } from "./rpc-trouble.ts";

export interface PoolOptions {
	chainId: number;
	/** In order of preference. */
	urls: readonly string[];
	log?: Log | undefined;
	/** A node this many blocks behind the best is left out until it catches up. */
	lagBlocks?: number | undefined;
	nowMs?: (() => number) | undefined;
	/** A node that does not answer in this time gives way to the next. */
	tryMs?: number | undefined;
	/** All nodes together have this long for a call. */
	budgetMs?: number | undefined;
}

/** What one caller asks, and how he hears of it. */
export interface Question {
	calls: readonly RpcCall[];
	resolve(replies: RpcReply[]): void;
	reject(error: unknown): void;
}
interface Asked {
	question: Question;
	/** The least troubled answer so far. */
	best?: { replies: RpcReply[]; troubles: number };
}

const TRY_MS = 3_000;
const BUDGET_MS = 10_000;
/** All nodes are asked for their heads this often, while the pool is in use. */
const SURVEY_MS = 15_000;
/** How long the first use waits for slower nodes once one has told its head. */
const PATIENCE_MS = 500;
/** How long a broadcast waits for the other nodes once one has taken it. */
const GRACE_MS = 500;
const BROADCAST_MS = 5_000;
const LAG_BLOCKS = 10;

/** JSON-RPC over several nodes of one chain. */
export function rpcPool(options: PoolOptions) {
	const { chainId, urls, log, lagBlocks = LAG_BLOCKS, nowMs = Date.now } = options;
	const { tryMs = TRY_MS, budgetMs = BUDGET_MS } = options;
	const nodes = urls.map((url, at) => rpcNode(url, `node ${at}`, chainId, nowMs));
	let surveyedAtMs = Number.NEGATIVE_INFINITY;
	let survey: Promise<void> | undefined;
	const out = new Map<RpcNode, string>();

	/** Tells the log, once, what became of a node. */
	const note = (): void => {
		for (const node of nodes) {
			const why = node.state() === "open" ? "failing" : lags(node) ? "lagging" : undefined;
			if (why === out.get(node)) continue;
			if (why === undefined) out.delete(node);
			else out.set(node, why);
			if (why === undefined) log?.info("rpc_node_back", { chainId, node: node.name });
			else log?.warn("rpc_node_out", { chainId, node: node.name, why });
		}
	};
	const lags = (node: RpcNode): boolean => {
		const best = Math.max(...nodes.filter((one) => one.state() !== "open").map((one) => one.head() ?? 0));
		return (node.head() ?? best) < best - lagBlocks;
	};
	/** Asks all nodes for their heads, now and then; the first call waits for them. */
	const lookAround = async (): Promise<void> => {
		if (nodes.length < 2 || nowMs() - surveyedAtMs < SURVEY_MS) return survey;
		const first = surveyedAtMs === Number.NEGATIVE_INFINITY;
		surveyedAtMs = nowMs();
		const asked = nodes
			.filter((node) => node.state() !== "open")
			.map((node) => node.survey(tryMs).then(() => headOf(node)));
		const all = Promise.allSettled(asked).then(note);
		const heard = Promise.any(asked);
		const patience = heard.then(() => (first ? wait(PATIENCE_MS) : undefined)).catch(() => all);
		if (!first) return;
		survey = Promise.race([all, patience]).finally(() => {
			survey = undefined;
		});
		return survey;
	};
	/** Those that may be asked, the healthiest first; at least one. */
	const inOrder = (): RpcNode[] => {
		const able = nodes.filter((node) => node.state() !== "open" && !lags(node));
		if (able.length === 0) return nodes.toSorted((a, b) => a.opensAtMs() - b.opensAtMs()).slice(0, 1);
		// Configured order but for those that failed last; one that was never heard is worth a try.
		return able.toSorted((a, b) => a.failures() - b.failures());
	};

	/**
	 * Asks for several callers in one post. Each is answered whole by one node: by the first that has no trouble of its
	 * own with what he asks, else by the one that had the least; what troubles one caller does not keep the others. An
	 * error of a single call is in its reply; `rpc_unavailable` when no node answers in time.
	 */
	const share = async (questions: readonly Question[]): Promise<void> => {
		const untilMs = nowMs() + budgetMs;
		await lookAround();
		const problems: string[] = [];
		let open: Asked[] = questions.map((question) => ({ question }));
		const order = inOrder();
		for (const node of order.length > 1 ? [...order, order[0] as RpcNode] : order) {
			const leftMs = untilMs - nowMs();
			if (leftMs <= 0) break;
			if (problems.length >= order.length && open.every(({ best }) => best)) break; // all were asked
			try {
				const timeoutMs = order.length > 1 && problems.length < order.length ? Math.min(tryMs, leftMs) : leftMs;
				const calls = open.flatMap(({ question }) => question.calls);
				const parts = open.map(({ question }) => question.calls.length);
				const replies = await node.ask(calls, timeoutMs, parts);
				open = troubled(open, replies);
				if (open.length === 0) return;
				problems.push(
					`${node.name}: ${replies.map((reply) => troubleOf(reply) && !reply.ok && reply.message).find(Boolean)}`,
				);
			} catch (error) {
				problems.push(`${node.name}: ${(error as Error).message}`);
			}
			note();
		}
		const nothing = new Fault("rpc_unavailable", undefined, { chainId, nodes: problems.join("; ") });
		for (const { question, best } of open) best ? question.resolve(best.replies) : question.reject(nothing);
	};

	return {
		chainId,
		size: nodes.length,
		/** How long one node may take when another could answer, too. */
		tryMs: nodes.length === 1 ? budgetMs : tryMs,
		log,
		/** All that may have a say in what the chain holds: a lagging node can't mislead two. */
		voters: async (): Promise<RpcNode[]> => {
			await lookAround();
			const able = inOrder();
			return [...able, ...nodes.filter((node) => !able.includes(node) && node.state() !== "open")];
		},
		share,
		/** The same for one caller. */
		batch: (calls: readonly RpcCall[]): Promise<RpcReply[]> =>
			new Promise((resolve, reject) => {
				share([{ calls, resolve, reject }]).catch(reject);
			}),
		/** One reply a node, of whatever health; undefined: it did not answer, or not soon after another had taken it. */
		async everywhere(call: RpcCall): Promise<(RpcReply | undefined)[]> {
			const replies = new Array<RpcReply | undefined>(nodes.length).fill(undefined);
			const asked = nodes.map(async (node, at) => {
				[replies[at]] = await node.ask([call], BROADCAST_MS);
				if (!replies[at]?.ok) throw new Error("not taken");
			});
			const taken = Promise.any(asked).then(() => wait(GRACE_MS));
			await Promise.race([Promise.allSettled(asked), taken.catch(() => Promise.allSettled(asked))]);
			return [...replies];
		},
	};
}
export type RpcPool = ReturnType<typeof rpcPool>;

/** Answers those whose replies show no trouble; the others. */
function troubled(asked: readonly Asked[], replies: readonly RpcReply[]): Asked[] {
	let from = 0;
	return asked.flatMap(({ question, best }): Asked[] => {
		const mine = replies.slice(from, from + question.calls.length);
		from += question.calls.length;
		const troubles = mine.filter((reply) => troubleOf(reply) !== undefined).length;
		if (troubles > 0)
			return [{ question, best: best && best.troubles <= troubles ? best : { replies: mine, troubles } }];
		question.resolve(mine);
		return [];
	});
}
function headOf(node: RpcNode): number {
	const head = node.head();
	if (head === undefined) throw new Error("not heard");
	return head;
}
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
