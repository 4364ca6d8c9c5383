import type { Broadcast } from "../../core/ports/chain.ts";
import type { RpcReply } from "./rpc-reply.ts";
import { troubleOf } from "./rpc-trouble.ts";

// In the words of geth, reth, anvil, erigon and nethermind.
const known = /already known|already imported|known transaction|alreadyknown|existing txn? with same hash/i;
type Why = Exclude<Broadcast, { ok: true }>["why"];
const reasons: readonly [RegExp, Why][] = [
	[/nonce too low|nonce is too low|old ?nonce/i, "nonce_too_low"],
	[/insufficient ?funds|overshot|doesn't have enough funds/i, "insufficient_funds"],
	[/underpriced|gas price below minimum|could not replace|replacementnotallowed/i, "underpriced"],
	[/less than block base fee|fee ?cap (less than|too low)|fee ?too ?low|maxFeePerGas too low/i, "fee_too_low"],
	[
		/nonce (is )?too (high|far)|gapped.nonce|pool( is|:)? full|in-flight transaction limit|future transaction tries/i,
		"not_now",
	],
];
/** What says little gives way to what says more. */
const weightOf = (why: Why): number => ["unanswered", "rejected", "not_now"].indexOf(why) + 1 || 4;

/** What the nodes' answers to eth_sendRawTransaction mean together: one that took it is enough. */
export function readBroadcast(replies: readonly (RpcReply | undefined)[]): Broadcast {
	let worst: Exclude<Broadcast, { ok: true }> = { ok: false, why: "unanswered", message: "no node answered" };
	for (const reply of replies) {
		if (!reply) continue;
		if (reply.ok || known.test(reply.message)) return { ok: true };
		const named = reasons.find(([pattern]) => pattern.test(reply.message))?.[1];
		// A node that is asked too often, or broken, judges no transaction.
		const why = named ?? (troubleOf(reply) ? "unanswered" : "rejected");
		if (weightOf(why) >= weightOf(worst.why)) worst = { ok: false, why, message: reply.message };
	}
	return worst;
}
