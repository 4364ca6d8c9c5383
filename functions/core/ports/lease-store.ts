/** Keeps two workers from doing the same work at the same time. For efficiency only: nothing may rely on it. */
export interface LeaseStore {
	/** false: another worker holds it, and its time is not up. */
	acquire(key: string, owner: string, nowMs: number, ttlMs: number): Promise<boolean>;
	/** Lets go of it, if it is still this worker's. */
	release(key: string, owner: string): Promise<void>;
}
