/** Sums that have a limit, such as what a day may cost. They are never below what was added, whatever crashes. */
export interface CounterStore {
	/** One conditional write: adds `amount` unless the sum would pass `limit`; false: it would. */
	add(key: string, amount: bigint, limit: bigint, expiresAtSec: number): Promise<boolean>;
	total(key: string): Promise<bigint>;
}
