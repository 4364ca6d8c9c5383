import type { Broadcast } from "../../core/ports/chain.ts";
import type { RpcReply } from "./rpc-reply.ts";
import { troubleOf } from "./rpc-trouble.ts";

// In the words of geth, reth, anvil, erigon and nethermind.
const known = /already known|already imported|known transaction|alreadyknown|existing txn? with same hash/i;
const reasons: readonly [RegExp, Exclude<Broadcast, { ok: true }>["why"]][] = [
	[/nonce too low|nonce is too low|old ?nonce/i, "nonce_too_low"],
	[/insufficient ?funds|overshot|doesn't have enough funds/i, "insufficient_funds"],
	[/underpriced|gas price below minimum|could not replace|replacementnotallowed/i, "underpriced"],
	[/less than block base fee|fee ?cap (less than|too low)|fee ?too ?low|maxFeePerGas too low/i, "fee_too_low"],
];

/** What the nodes' answers to eth_sendRawTransaction mean together: one that took it is enough. */
export function readBroadcast(replies: readonly (RpcReply | undefined)[]): Broadcast {
	let worst: Exclude<Broadcast, { ok: true }> = { ok: false, why: "unanswered", message: "no node answered" };
	for (const reply of replies) {
		if (!reply) continue;
		if (reply.ok || known.test(reply.message)) return { ok: true };
		const named = reasons.find(([pattern]) => pattern.test(reply.message))?.[1];
		// A node that is asked too often, or broken, judges no transaction.
		const why = named ?? (troubleOf(reply) ? "unanswered" : "rejected");
		// A reason that we know by name says more than another node's full pool.
		if (worst.why === "unanswered" || named) worst = { ok: false, why, message: reply.message };
	}
	return worst;
}
