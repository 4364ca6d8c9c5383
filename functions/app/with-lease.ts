import type { Ports } from "../core/ports/ports.ts";

export type Leased<T> = { busy: true } | { busy: false; result: T };

/** Runs the work unless another worker is at it. Efficiency only: the work must stay right without it. */
export async function withLease<T>(
	ports: Ports,
	key: string,
	ttlMs: number,
	work: () => Promise<T>,
): Promise<Leased<T>> {
	const owner = ports.newId();
	if (!(await ports.store.leases.acquire(key, owner, ports.nowMs(), ttlMs))) return { busy: true };
	try {
		return { busy: false, result: await work() };
	} finally {
		await ports.store.leases.release(key, owner);
	}
}
