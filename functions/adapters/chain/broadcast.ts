import type { Broadcast } from "../../core/ports/chain.ts";
import type { RpcReply } from "./rpc.ts";

const reasons: readonly [RegExp, Exclude<Broadcast, { ok: true }>["why"]][] = [
	[/nonce too low|nonce is too low|old nonce|invalid nonce/i, "nonce_too_low"],
	[/replacement transaction underpriced|underpriced/i, "underpriced"],
	[/insufficient funds|overshot|doesn't have enough funds/i, "insufficient_funds"],
	[/max fee per gas less than block base fee|fee cap less than|feecap too low|maxFeePerGas too low/i, "fee_too_low"],
];

/** What the nodes' answers to eth_sendRawTransaction mean together: one that took it is enough. */
export function readBroadcast(replies: readonly (RpcReply | undefined)[]): Broadcast {
	let worst: Broadcast = { ok: false, why: "unanswered", message: "no node answered" };
	for (const reply of replies) {
		if (!reply) continue;
		if (reply.ok || /already known|already imported|known transaction/i.test(reply.message)) return { ok: true };
		const why = reasons.find(([pattern]) => pattern.test(reply.message))?.[1] ?? "rejected";
		worst = { ok: false, why, message: reply.message };
	}
	return worst;
}
