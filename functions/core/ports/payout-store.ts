import type { Cursor } from "../cursor.ts";
import type { Address } from "../hex.ts";
import type { ExpiryWatch, HolderRow, OptOut, PushRetry, SnapshotHold } from "../payout.ts";
import type { PayoutProgress } from "./mandate-store.ts";

/** Who holds a token, what each is still owed, and who wants to be paid unasked. Reads are consistent, but for `owed`. */
export interface PayoutStore {
	/** How far the token's transfers were read. */
	cursor(tokenId: string): Promise<Cursor | undefined>;
	/** Compare-and-set: stores `to` if the stored version is the one before; false: another worker moved it first. */
	moveCursor(tokenId: string, to: Cursor): Promise<boolean>;
	/** Keeps holders, owed nothing so far; those that are known stay as they are. Before the cursor moves. */
	add(tokenId: string, holders: readonly Address[]): Promise<void>;
	holder(tokenId: string, holder: Address): Promise<HolderRow | undefined>;
	/** All holders, in an order of the store's own, and where the next page starts. */
	holders(tokenId: string, limit: number, after?: string): Promise<{ holders: HolderRow[]; next?: string }>;
	/** Compare-and-set on the version; false: another worker was first. */
	update(row: HolderRow): Promise<boolean>;
	/** Those that are owed something, most first, and where the next page starts. It may be a moment late. */
	owed(tokenId: string, limit: number, after?: string): Promise<{ holders: HolderRow[]; next?: string }>;
	/** Up to where the holders were weighed for a snapshot; undefined: never begun. */
	weighing(tokenId: string): Promise<PayoutProgress | undefined>;
	setWeighing(tokenId: string, progress: PayoutProgress): Promise<void>;
	/** The oldest snapshot that may still be claimable: those before it have ended; undefined: never looked. */
	firstOpen(tokenId: string): Promise<bigint | undefined>;
	setFirstOpen(tokenId: string, snapshotId: bigint): Promise<void>;
	/** How far a snapshot's end is minded; undefined: not begun. */
	expiry(tokenId: string, snapshotId: bigint): Promise<ExpiryWatch | undefined>;
	setExpiry(tokenId: string, watch: ExpiryWatch): Promise<void>;
	/** How long a snapshot waits for the claims of the one that it would expire; undefined: it never did. */
	hold(tokenId: string, snapshotId: bigint): Promise<SnapshotHold | undefined>;
	setHold(tokenId: string, hold: SnapshotHold): Promise<void>;
	/** Keeps what is known of a holder who could not be paid; the last word counts. */
	tryAgain(retry: PushRetry): Promise<void>;
	retry(tokenId: string, holder: Address): Promise<PushRetry | undefined>;
	/** Those whose time has come, earliest first; it may be a moment late. */
	retries(tokenId: string, nowMs: number, limit: number): Promise<PushRetry[]>;
	/** Takes one off that list, unless he was kept anew meanwhile. */
	endWait(retry: PushRetry): Promise<void>;
	optOut(tokenId: string, holder: Address): Promise<OptOut | undefined>;
	/** One conditional write; false: a word as new, or newer, is known. */
	setOptOut(optOut: OptOut): Promise<boolean>;
}
