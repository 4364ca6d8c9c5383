import type { Cursor, Fork } from "../cursor.ts";
import type { Inflow } from "../inflow.ts";

/** Each token's inflows and how far they are known. */
export interface LedgerStore {
	cursor(tokenId: string): Promise<Cursor | undefined>;
	/** Compare-and-set: stores `to` if the stored version is the one before; false: another worker moved it first. */
	moveCursor(tokenId: string, to: Cursor): Promise<boolean>;
	/** The rows of one move of the cursor, which goes first; all of them at once, so that repeating it is harmless. */
	append(inflows: readonly Inflow[], generation: number): Promise<void>;
	/** Removes the rows that a rewind superseded; `inflows` leaves them out in any case. */
	removeSuperseded(tokenId: string, fork: Fork): Promise<void>;
	/** Newest first, without rows of blocks that were replaced, and where the next page starts. */
	inflows(tokenId: string, limit: number, after?: string): Promise<{ inflows: Inflow[]; next?: string }>;
}
