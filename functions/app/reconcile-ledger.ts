import { type Books, compareBooks } from "../core/books.ts";
import { bookUnattributed, type Cursor, UNSEEN } from "../core/cursor.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { watchTrouble } from "./watch-trouble.ts";

/**
 * Compares a token's ledger with what the token holds, has set aside and paid at the ledger's last block: what came in
 * must be all of that. More, as ETH that was forced in, is booked as unattributed; less is told, once while it lasts. So is
 * an ERC-20 that does not tell its balance: the others are compared all the same.
 * false: it can't be compared now, since the ledger is being written or the token's views can't tell.
 */
export async function reconcileLedger(ports: Ports, token: Token): Promise<boolean> {
	const cursor = await ports.store.ledger.cursor(token.id);
	if (!cursor || cursor.blockHash === UNSEEN || cursor.unwrittenFrom !== undefined) return false;
	const told = await ports.dialect(token).books(cursor.blockHash, cursor.outflows ?? {});
	if (!told) return false;
	const { books, unreadable } = told;
	const found = books.map((one) => ({ ...one, ...compareBooks(one, arrivedIn(cursor, one)) }));
	const surplus = found.flatMap((one) => (one.surplus > 0n ? [{ asset: one.asset, amount: one.surplus }] : []));
	// Another worker that has moved the cursor meanwhile compares anew.
	if (surplus.length > 0 && (await ports.store.ledger.moveCursor(token.id, bookUnattributed(cursor, surplus))))
		for (const { asset, amount } of surplus)
			ports.log.info("revenue_unattributed", { tokenId: token.id, asset, amount, blockNumber: cursor.blockNumber });
	const { blockNumber, blockHash } = cursor;
	for (const { asset, missing } of found) {
		if (missing > 0n) ports.log.warn("ledger_gap", { tokenId: token.id, asset, missing, blockNumber });
		const gap = { kind: "ledger.gap", tokenId: token.id, asset, missing, blockNumber, blockHash } as const;
		const notice = missing > 0n ? (sinceMs: number) => ({ ...gap, sinceMs }) : undefined;
		await watchTrouble(ports, `token/${token.id}/${asset}/gap`, notice);
	}
	for (const asset of [...unreadable, ...books.map((one) => one.asset)]) {
		const isUnreadable = unreadable.includes(asset);
		if (isUnreadable) ports.log.warn("asset_unreadable", { tokenId: token.id, asset, blockNumber });
		const about = { kind: "asset.unreadable", tokenId: token.id, asset, blockNumber, blockHash } as const;
		const notice = isUnreadable ? (sinceMs: number) => ({ ...about, sinceMs }) : undefined;
		await watchTrouble(ports, `token/${token.id}/${asset}/unreadable`, notice);
	}
	ports.log.info("ledger_reconciled", {
		tokenId: token.id,
		blockNumber,
		gaps: found.filter((one) => one.missing > 0n).length,
		unreadable: unreadable.length,
	});
	return true;
}

const arrivedIn = ({ totals, unattributed }: Cursor, { asset }: Books): bigint =>
	(totals[asset] ?? 0n) + (unattributed?.[asset] ?? 0n);
