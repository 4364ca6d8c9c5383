import type { Ports } from "../core/ports/ports.ts";
import type { Transaction } from "../core/transaction.ts";

/** Stores a changed row unless another worker was first; gives the row as it is stored now. */
export async function updateRow(ports: Ports, changed: Transaction): Promise<Transaction> {
	const row = { ...changed, version: changed.version + 1 };
	if (await ports.store.lanes.update(row)) return row;
	return (await ports.store.lanes.get(changed.lane, changed.nonce)) ?? changed;
}
