import type { Address } from "../hex.ts";
import type { HistoryHead, Period } from "../history.ts";

/** Each token's revenue and payouts, summed up by snapshot. What is of an older generation is never read again. */
export interface HistoryStore {
	head(tokenId: string): Promise<HistoryHead | undefined>;
	/** Compare-and-set on the version; false: another worker moved it first. */
	moveHead(tokenId: string, to: HistoryHead): Promise<boolean>;
	period(tokenId: string, generation: number, snapshotId: bigint): Promise<Period | undefined>;
	/** Compare-and-set on the version; false: another worker wrote it first. */
	putPeriod(tokenId: string, generation: number, period: Period): Promise<boolean>;
	/** Newest first, those below `before` if it is given. */
	periods(tokenId: string, generation: number, limit: number, before?: bigint): Promise<Period[]>;
	/** Notes the block of a holder's first payout unless there is one; gives the one that stands. */
	firstPaid(tokenId: string, generation: number, holder: Address, blockNumber: number): Promise<number>;
}
