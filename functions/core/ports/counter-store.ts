/** Sums that have a limit, such as what a day may cost. They are never below what was added, whatever crashes. */
export interface CounterStore {
	/** One conditional write: adds `amount`, which is not below 0, unless the sum would pass `limit`; false: it would. */
	add(key: string, amount: bigint, limit: bigint, expiresAtSec: number): Promise<boolean>;
	/** Takes off what was added. Asked once: when no answer comes it may not be done, and is never done twice. */
	takeOff(key: string, amount: bigint): Promise<void>;
	total(key: string): Promise<bigint>;
}
