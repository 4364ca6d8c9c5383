import type { RangeHint } from "../../core/log-range.ts";
import type { RpcReply } from "./rpc-reply.ts";

/** The request's end that the node proposes: the second number. */
const proposals = [
	/block range should work:?\s*\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]/i, // Alchemy
	/try with this block range\s*\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]/i, // Infura, zkSync, Tenderly
	/retry with the range\s*(\d+)\s*-\s*(\d+)/i,
	/"from":\s*"(0x[0-9a-f]+)".*"to":\s*"(0x[0-9a-f]+)"/i, // Infura, beside the message
];
/** A number of blocks, which may be written 10,000 or 2K. */
const N = "([\\d,_]+k?)\\b";
const limits = [
	`up to an? ${N}[- ]block range`, // Alchemy
	`limited to (?:an? )?(?:0 ?- ?)?${N}(?: blocks?)?(?: range)?`, // QuickNode
	`max(?:imum)? block range\\s*(?:[=:]|is|of)?\\s*${N}`, // BNB chain, reth, Morph
	`(?:max(?:imum)?|allowed|limit)[^\\d.]{0,30}block range[^\\d.]{0,20}${N}`,
	`block range[^.]{0,60}?(?:max(?:imum)?(?: range| block range)?|limit)[^\\d.]{0,20}${N}`, // erigon, Frontier
	`range \\d+ exceeds (?:the )?limit of ${N}`, // Infura
	`max(?:imum)?(?: allowed)?[ _]?range[^\\d.]{0,12}${N}`,
	`too many blocks[^.]*maximum is set to ${N}`, // Optimism's proxyd
	`(?:ranges?|logs) over (?:more than )?${N} blocks`, // DRPC
	`(?:at most|more than|no more than|exceeds?(?: the limit of)?) ${N} blocks`,
].map((pattern) => new RegExp(pattern, "i"));

const behind = /beyond[^.]{0,20} head|(header|block)[^.]{0,20} not found|unknown block/i;
const tooOften = /rate.?limit|rate exceeded|too many requests|compute units|per second|daily|monthly|quota|credits/i;
const refused =
	/block range|range (is )?too|range.*exceed|exceed.*range|too (wide|large)|(returned|returns|with) more than|more than [\d,]+k? (results|logs)|too many (results|logs|blocks|events)|response (size|is too)|size (limit )?exceeded|limit exceeded|max(imum)? results|query timeout|time(d )?[- ]?out|took too long|deadline exceeded|limited to|reduce the|narrow/i;

/** What a node says of a log range that it does not serve; undefined: that it fails for another reason. */
export function rangeRefusal(reply: RpcReply): RangeHint | undefined {
	if (reply.ok) return undefined;
	const text = `${reply.message} ${reply.detail ?? ""}`.slice(0, 1_000);
	const proposal = proposals.map((pattern) => pattern.exec(text)?.[2]).find((to) => to !== undefined);
	const anyRange = /or you can request any block range/i.test(text); // then the number bounds nothing
	const limit = anyRange ? undefined : limits.map((pattern) => pattern.exec(text)?.[1]).find((one) => one);
	const hint = {
		...(proposal === undefined ? {} : { worksTo: Number(proposal) }),
		...(limit === undefined ? {} : { limitBlocks: blocks(limit) }),
	};
	if (proposal !== undefined || limit !== undefined) return hint;
	if (behind.test(text) || tooOften.test(text)) return undefined;
	return refused.test(text) ? {} : undefined;
}

const blocks = (text: string): number => Number(text.replace(/[,_k]/gi, "")) * (/k$/i.test(text) ? 1_000 : 1);
