import type { Address, Hex } from "./hex.ts";

export interface LedgerRow {
	asset: Address;
	amount: bigint;
	source: Address;
	blockNumber: number;
	blockHash: Hex;
	logIndex: number;
	transactionHash?: Hex;
}
export interface LedgerEnd {
	blockNumber: number;
	blockHash: Hex;
	inflowCount: number;
	totals: { asset: Address; amount: bigint }[];
}
/** `missing`: the chain has it and the ledger not; `extra`: the other way round; `differs`: both have it, otherwise. */
export type Difference =
	| { kind: "missing" | "extra" | "differs"; blockNumber: number; logIndex: number; chain?: bigint; stored?: bigint }
	| { kind: "block" | "count" | "total"; asset?: Address; chain: string; stored: string };

/** What a stored ledger and the one that the chain gives now differ in, up to where the stored one reaches. */
export function compareLedgers(
	chain: { rows: readonly LedgerRow[]; blockHash: Hex | undefined },
	stored: { rows: readonly LedgerRow[]; end: LedgerEnd },
): Difference[] {
	const keyOf = ({ blockHash, logIndex }: LedgerRow): string => `${blockHash}#${logIndex}`;
	const [seen, kept] = [chain, stored].map(({ rows }) => new Map(rows.map((row) => [keyOf(row), row]))) as [
		Map<string, LedgerRow>,
		Map<string, LedgerRow>,
	];
	const differences: Difference[] = [];
	for (const [key, { blockNumber, logIndex, amount, asset, source }] of seen) {
		const other = kept.get(key);
		if (!other) differences.push({ kind: "missing", blockNumber, logIndex, chain: amount });
		else if (other.amount !== amount || other.asset !== asset || other.source !== source)
			differences.push({ kind: "differs", blockNumber, logIndex, chain: amount, stored: other.amount });
	}
	for (const [key, { blockNumber, logIndex, amount }] of kept)
		if (!seen.has(key)) differences.push({ kind: "extra", blockNumber, logIndex, stored: amount });
	return [...differences, ...compareEnds(chain, stored.end)];
}

function compareEnds(chain: { rows: readonly LedgerRow[]; blockHash: Hex | undefined }, end: LedgerEnd): Difference[] {
	const sums = new Map<Address, bigint>();
	for (const { asset, amount } of chain.rows) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
	const totals = new Map(end.totals.map(({ asset, amount }) => [asset, amount]));
	const assets = [...new Set([...sums.keys(), ...totals.keys()])];
	const unlike = (kind: "block" | "count", a: string, b: string): Difference[] =>
		a === b ? [] : [{ kind, chain: a, stored: b }];
	return [
		...unlike("block", chain.blockHash ?? "none", end.blockHash),
		...unlike("count", String(chain.rows.length), String(end.inflowCount)),
		...assets
			.filter((asset) => (sums.get(asset) ?? 0n) !== (totals.get(asset) ?? 0n))
			.map(
				(asset): Difference => ({
					kind: "total",
					asset,
					chain: String(sums.get(asset) ?? 0n),
					stored: String(totals.get(asset) ?? 0n),
				}),
			),
	];
}
