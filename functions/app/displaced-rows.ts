import type { Transaction } from "../core/transaction.ts";
import type { LaneContext } from "./lane-context.ts";

/**
 * The nonces of the mined rows whose block is gone. Asked from the newest down to the first that stands, since below it
 * all stand: one question in most blocks, however many rows await finality.
 */
export async function displacedRows({ chain }: LaneContext, rows: readonly Transaction[]): Promise<Set<number>> {
	const mined = rows.flatMap(({ nonce, inclusion }) => (inclusion ? [{ nonce, ...inclusion }] : []));
	const displaced = new Set<number>();
	let asked: { height: number; hash: string | undefined } | undefined;
	for (const { nonce, blockNumber, blockHash } of mined.sort((a, b) => b.blockNumber - a.blockNumber)) {
		if (asked?.height !== blockNumber) asked = { height: blockNumber, hash: await chain.hashAt(blockNumber) };
		if (asked.hash === blockHash) return displaced;
		displaced.add(nonce);
	}
	return displaced;
}
