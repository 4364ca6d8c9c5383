import { ETH } from "../../core/hex.ts";
import { narrowed, startRange } from "../../core/log-range.ts";
import type { NodeReport, ProbeOptions } from "../../core/ports/node-probe.ts";
import { rangeRefusal } from "./range-refusal.ts";
import { quantity, type RawBlock } from "./raw.ts";
import { rpcPost } from "./rpc-post.ts";
import type { RpcCall, RpcReply } from "./rpc-reply.ts";

const TIMEOUT_MS = 8_000;
/** A range is tried this often, smaller each time. */
const TRIES = 12;

/** Looks at one node: who it is, how far it is, what it still knows, how many blocks of logs it gives. Never throws. */
export async function probeNode(url: string, at: number, { heights, logRange }: ProbeOptions): Promise<NodeReport> {
	const post = rpcPost(url);
	const ask = (...calls: RpcCall[]): Promise<RpcReply[]> => post(calls, Date.now() + TIMEOUT_MS);
	try {
		const startedMs = Date.now();
		const [chain, latest, finalized, client] = await ask(
			{ method: "eth_chainId", params: [] },
			{ method: "eth_getBlockByNumber", params: ["latest", false] },
			{ method: "eth_getBlockByNumber", params: ["finalized", false] },
			{ method: "web3_clientVersion", params: [] },
		);
		const latencyMs = Date.now() - startedMs;
		if (!chain?.ok) return { at, problem: chain?.message ?? "no answer" };
		const head = blockIn(latest);
		const final = blockIn(finalized);
		if (!head) return { at, latencyMs, chainId: Number(chain.result), problem: "it tells no latest block" };
		const asked = [...new Set([...heights, head.number])].filter((one) => one <= head.number).sort((a, b) => a - b);
		const states = await ask(...asked.map((height) => ({ method: "eth_getBalance", params: [ETH, quantity(height)] })));
		const stateSince = asked.find((_, nth) => states[nth]?.ok);
		const range = await rangeOf(ask, head.number, logRange);
		return {
			at,
			latencyMs,
			chainId: Number(chain.result),
			head,
			...(client?.ok ? { client: String(client.result).slice(0, 80) } : {}),
			...(final ? { finalized: final.number } : {}),
			...(stateSince === undefined ? {} : { stateSince }),
			...(range === undefined ? {} : { logRange: range }),
		};
	} catch (error) {
		return { at, problem: (error as Error).message };
	}
}

/** The widest span of logs that it gives, from the wanted one down; undefined: none at all. */
async function rangeOf(
	ask: (...calls: RpcCall[]) => Promise<RpcReply[]>,
	head: number,
	wanted: number,
): Promise<number | undefined> {
	const fromBlock = Math.max(0, head - wanted + 1);
	let range = startRange(head - fromBlock + 1);
	for (let turn = 0; turn < TRIES; turn++) {
		const { span } = range;
		const filter = { address: ETH, fromBlock: quantity(fromBlock), toBlock: quantity(fromBlock + span - 1) };
		const [reply] = await ask({ method: "eth_getLogs", params: [filter] });
		if (reply?.ok) return span;
		const less = reply && narrowed(range, fromBlock, span, rangeRefusal(reply) ?? {});
		if (!less) return undefined;
		range = less;
	}
	return undefined;
}

function blockIn(reply: RpcReply | undefined): { number: number; timestampSec: number } | undefined {
	if (!reply?.ok || !reply.result) return undefined;
	const { number, timestamp } = reply.result as RawBlock;
	return { number: Number(number), timestampSec: Number(timestamp) };
}
