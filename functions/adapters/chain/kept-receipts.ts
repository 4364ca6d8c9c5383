import type { Hex } from "../../core/hex.ts";
import type { Receipt } from "../../core/ports/chain.ts";

/** A batch's receipt has up to a megabyte. */
const MOST_KEPT = 16;

/** Whoever looks is not kept waiting for longer by nodes that hang. */
const PATIENCE_MS = 2_000;

/**
 * Receipts by transaction and block, which never change: of those asked for last, each is fetched once, however many
 * people look at its claims.
 */
export function keptReceipts(fetchOne: (hash: Hex) => Promise<Receipt | undefined>) {
	const kept = new Map<string, Promise<Receipt | undefined>>();
	return (hash: Hex, blockHash: Hex): Promise<Receipt | undefined> => {
		const key = `${hash}#${blockHash}`;
		const receipt =
			kept.get(key) ?? fetchOne(hash).then((found) => (found?.blockHash === blockHash ? found : undefined));
		kept.delete(key); // the last asked for is the last to go
		kept.set(key, receipt);
		const [oldest] = kept.keys();
		if (kept.size > MOST_KEPT && oldest) kept.delete(oldest);
		const forget = (): void => {
			if (kept.get(key) === receipt) kept.delete(key);
		};
		receipt.then((found) => found ?? forget(), forget); // it may come yet
		return soon(receipt);
	};
}

async function soon<T>(work: Promise<T>): Promise<T | undefined> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(resolve, PATIENCE_MS, undefined);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
