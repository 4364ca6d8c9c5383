import type { Cursor, Inflow } from "../inflow.ts";

/** Each token's inflows and how far they are known. */
export interface LedgerStore {
	cursor(tokenId: string): Promise<Cursor | undefined>;
	/** Keyed by block hash and log index, so repeating it is harmless. */
	append(inflows: readonly Inflow[]): Promise<void>;
	/** Compare-and-set on the block hash of `from`; false: another worker moved it first. */
	advance(tokenId: string, from: Cursor | undefined, to: Cursor): Promise<boolean>;
	/** Newest first, and where the next page starts. */
	inflows(tokenId: string, limit: number, after?: string): Promise<{ inflows: Inflow[]; next?: string }>;
}
