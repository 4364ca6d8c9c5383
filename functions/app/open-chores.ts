import type { Ports } from "../core/ports/ports.ts";
import { type Chore, isAtWork, isSameChore, type Transaction } from "../core/transaction.ts";

/** The rows of a chain's lanes that do this chore and are not final. */
export async function openChores(ports: Ports, chainId: number, chore: Chore): Promise<Transaction[]> {
	const lanes = ports.lanes.filter((lane) => lane.chainId === chainId);
	const open = await Promise.all(lanes.map((lane) => ports.store.lanes.open(lane.id)));
	return open.flat().filter((row) => isAtWork(row) && isSameChore(row.purpose, chore));
}

/**
 * Whether a stored row has to leave its chore to another one: of its own lane a lower one, of another lane any. Asked
 * after the row was stored and before it is signed, so that of two workers at least one sees the other.
 */
export async function isLeftToOthers(ports: Ports, chainId: number, row: Transaction, chore: Chore): Promise<boolean> {
	const others = await openChores(ports, chainId, chore);
	return others.some(({ lane, nonce }) => (lane === row.lane ? nonce < row.nonce : true));
}
