import type { Ports } from "../core/ports/ports.ts";

export type Leased<T> = { busy: true } | { busy: false; result: T };

/** Short, so that a worker that died does not keep the next one waiting; long work renews it. */
const LEASE_MS = 12_000;

/**
 * Runs the work unless another worker is at it. Efficiency only: the work must stay right without it.
 * `renew` keeps the lease for another while.
 */
export async function withLease<T>(
	ports: Ports,
	key: string,
	work: (renew: () => Promise<unknown>) => Promise<T>,
): Promise<Leased<T>> {
	const owner = ports.newId();
	const acquire = (): Promise<boolean> => ports.store.leases.acquire(key, owner, ports.nowMs(), LEASE_MS);
	if (!(await acquire())) return { busy: true };
	try {
		return { busy: false, result: await work(acquire) };
	} finally {
		await ports.store.leases.release(key, owner);
	}
}
