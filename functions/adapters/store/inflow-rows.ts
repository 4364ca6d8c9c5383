import * as z from "zod/mini";
import type { Inflow } from "../../core/inflow.ts";
import { hex } from "../../core/schema.ts";

/** A field that is as in the row before it. */
const SAME = 0;
const same = z.literal(SAME);
const hexOrSame = z.union([hex, same]);
/** block, log index, amount, asset, source, block's hash, transaction's hash (null: derived), last block where derived */
const tuple = z.tuple([
	z.number(),
	z.number(),
	z.string(),
	hexOrSame,
	hexOrSame,
	hexOrSame,
	z.union([hex, same, z.null()]),
	z.nullable(z.number()),
]);
const tuples = z.array(tuple);
type Tuple = z.output<typeof tuple>;

/** Inflows of one token as one string: what repeats is written once, so that a busy block takes 30 bytes a row. */
export function packInflows(rows: readonly Inflow[]): string {
	let before: Inflow | undefined;
	const packed = rows.map((row): Tuple => {
		const { blockNumber, logIndex, amount, derived, transactionHash = null } = row;
		const once = <K extends "asset" | "source" | "blockHash">(key: K) => (before?.[key] === row[key] ? SAME : row[key]);
		const places = [once("asset"), once("source"), once("blockHash")] as const;
		const hash = transactionHash !== null && before?.transactionHash === transactionHash ? SAME : transactionHash;
		before = row;
		return [blockNumber, logIndex, amount.toString(), ...places, hash, derived?.lastBlock ?? null];
	});
	return JSON.stringify(packed);
}

/** What was packed; throws on anything else. */
export function unpackInflows(tokenId: string, packed: string): Inflow[] {
	let before: Inflow | undefined;
	return tuples.parse(JSON.parse(packed)).map((row) => {
		const [blockNumber, logIndex, amount, asset, source, blockHash, hash, lastBlock] = row;
		const known = (): Inflow => {
			if (before) return before;
			throw new Error(`the rows of ${tokenId} at block ${blockNumber} begin with a repetition`);
		};
		const transactionHash = hash === SAME ? known().transactionHash : (hash ?? undefined);
		before = {
			tokenId,
			asset: asset === SAME ? known().asset : asset,
			amount: BigInt(amount),
			source: source === SAME ? known().source : source,
			blockNumber,
			blockHash: blockHash === SAME ? known().blockHash : blockHash,
			logIndex,
			...(transactionHash ? { transactionHash } : {}),
			...(lastBlock === null ? {} : { derived: { lastBlock } }),
		};
		return before;
	});
}
