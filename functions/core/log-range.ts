/** How much one node gives for one eth_getLogs; remembered as long as the process lives. */
export interface LogRange {
	/** Blocks that are asked for next. */
	span: number;
	/** A limit that the node named. */
	limit: number;
	/** Answers since a range was refused for a reason that may pass. */
	sinceRefused?: number;
	/** Ranges that go into one batch: more than one only when the node's limit keeps a range small. */
	ranges: number;
}
/** What a refusal told: a limit on blocks, or how far this request might go. Empty: nothing. */
export interface RangeHint {
	limitBlocks?: number;
	worksTo?: number;
}

/** Wider ranges save nothing: an answer is bounded by its logs. */
const WIDEST = 200_000;
const MOST_RANGES = 16;
/** More logs in one answer are slow to parse and heavy to hold. */
const MANY_LOGS = 10_000;
/** After so many answers a wider range is tried again. */
const FORGIVEN_AFTER = 16;

export const startRange = (firstSpan: number): LogRange => ({
	span: Math.min(firstSpan, WIDEST),
	limit: WIDEST,
	ranges: 1,
});

/** After the node refused a range from `fromBlock` on: what it suggests, else half. Undefined: it was one block. */
export function narrowed(range: LogRange, fromBlock: number, asked: number, hint: RangeHint): LogRange | undefined {
	const { limitBlocks, worksTo } = hint;
	if (limitBlocks !== undefined && limitBlocks >= 1 && limitBlocks < asked)
		return { ...range, span: limitBlocks, limit: limitBlocks };
	if (asked <= 1) return undefined;
	const works = worksTo === undefined ? 0 : worksTo - fromBlock + 1;
	const span = works >= 1 && works < asked ? works : Math.floor(asked / 2);
	return { ...range, span, ranges: 1, sinceRefused: 0 };
}

/** After answers to `ranges` ranges of `asked` blocks each, with `logs` logs in the fullest. */
export function widened(range: LogRange, asked: number, logs: number): LogRange {
	const { sinceRefused, ...rest } = range;
	const wary = sinceRefused !== undefined && sinceRefused + 1 < FORGIVEN_AFTER;
	const kept = wary ? { ...rest, sinceRefused: sinceRefused + 1 } : rest;
	if (logs > MANY_LOGS) return { ...kept, span: Math.max(1, Math.floor(asked / 2)), ranges: 1 };
	if (logs * 2 > MANY_LOGS || asked < range.span) return kept;
	const span = wary ? range.span : Math.max(range.span, Math.min(range.span * 2, range.limit));
	const full = span === range.span && span === range.limit && span < WIDEST;
	return { ...kept, span, ranges: full ? Math.min(range.ranges * 2, MOST_RANGES) : range.ranges };
}

/** After trouble that more requests would make worse. */
export const calmed = (range: LogRange): LogRange => ({ ...range, ranges: 1 });

/** Blocks that the node gives in some seconds: what it may be asked to confirm. */
export const readable = ({ span, limit }: LogRange): number =>
	Math.min(WIDEST, limit < WIDEST ? limit * MOST_RANGES * 8 : span * 32);

/** The ranges that are asked for next, one after the other, from the first block on. */
export function rangesOf(
	range: LogRange,
	fromBlock: number,
	toBlock: number,
): { fromBlock: number; toBlock: number }[] {
	const ranges: { fromBlock: number; toBlock: number }[] = [];
	for (let from = fromBlock; from <= toBlock && ranges.length < range.ranges; from += range.span)
		ranges.push({ fromBlock: from, toBlock: Math.min(from + range.span - 1, toBlock) });
	return ranges;
}
