import type { NodeTrouble } from "../../core/ports/chain.ts";
import type { RpcReply } from "./rpc-reply.ts";

/** How nodes say that the contract, and not they, failed. */
const halted =
	/revert|out ?of ?gas|gas required exceeds|invalid (opcode|jump)|stack (under|over)flow|stack limit|write protection|EVM error|VM (execution|exception)/i;

// Rate limits and quotas: geth-based providers say -32005, Alchemy and HTTP 429, QuickNode -32007.
const limited =
	/rate.?limit|rate exceeded|too many requests|requests? limit|limit.*(per|\/) ?(second|minute|day)|quota|capacity|compute units|throttl|usage (limit|cap)|credits|too much load|try again later|server (is )?busy/i;
const limitCodes = [429, -32005, -32007, -32008, -32029];

// What another node may have: a block, old state, a method.
const missing =
	/(header|block|state|trie node|transaction|resource|finalized|safe|pending)[^.]{0,40} (not found|not available|unavailable|pruned|is not yet|missing)|missing (trie node|header|block)|unknown (block|header|ancestor)|could not find block|header for hash|not (currently )?canonical|historical state|beyond[^.]{0,20} head|still syncing|not (yet )?synced|(sync|index)(ing)?( is)? in progress|method[^.]{0,60} (not (found|supported|available|allowed|whitelisted)|does not exist|disabled)|(unsupported|unknown) method/i;
const missingCodes = [-32601, -32001, -32002, -32004];

const broken =
	/internal[_ ](server )?error|internal json-?rpc|upstream|bad gateway|service (temporarily )?unavailable|temporarily unavailable|no (healthy|available) |time(d )?[- ]?out|deadline exceeded|connection (refused|reset|closed)|unauthori[sz]ed|forbidden|access denied|api.?key|project id/i;
const INTERNAL = -32603;

/** Whether the contract failed, which is an answer. */
export const isRevert = (reply: RpcReply): boolean =>
	!reply.ok && (reply.revertBytes !== undefined || reply.code === 3 || halted.test(reply.message));

/** What an error tells of the node, and not of what it was asked. Undefined: it is an answer. */
export function troubleOf(reply: RpcReply): NodeTrouble | undefined {
	if (reply.ok || isRevert(reply)) return undefined;
	const { code, message } = reply;
	if (limitCodes.includes(code) || limited.test(message)) return "limited";
	if (missingCodes.includes(code) || missing.test(message)) return "missing";
	if (code === INTERNAL || broken.test(message)) return "broken";
	return undefined;
}
