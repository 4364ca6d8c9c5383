import { ETH, type Hex, toAddress } from "../../functions/core/hex.ts";
import type { PaidOut } from "../../functions/core/payout-log.ts";
import { makeStatement, type Statement } from "../../functions/core/statement.ts";

const hexOf = (n: number, bytes: number): Hex => `0x${n.toString(16).padStart(2 * bytes, "0")}`;
export const aPayment = (nth: number): PaidOut => ({
	snapshotId: BigInt(1 + (nth % 2)),
	holder: toAddress(hexOf(nth + 1, 20)),
	recipient: toAddress(hexOf(nth + 1, 20)),
	asset: ETH,
	amount: 1_000n + BigInt(nth),
	blockNumber: 10 + nth,
	transactionHash: hexOf(77 + nth, 32),
	logIndex: nth % 3,
});
export const BLOCK = { number: 100, hash: hexOf(5, 32), timestampSec: 1_700_000_000 };

/** A statement of so many payments, and the books that go with them. */
export function aStatement(count: number): {
	statement: Statement;
	payments: PaidOut[];
	books: Statement["head"]["snapshots"];
} {
	const payments = Array.from({ length: count }, (_, nth) => aPayment(nth));
	const books = [1n, 2n].map((snapshotId) => {
		const claimed = payments
			.filter((one) => one.snapshotId === snapshotId)
			.reduce((sum, { amount }) => sum + amount, 0n);
		return { snapshotId, asset: ETH, claimable: 1_000_000n, claimed, paid: claimed };
	});
	const ground = {
		tokenId: "xyz",
		name: "XYZ",
		chainId: 1,
		token: toAddress(hexOf(9, 20)),
		fromBlock: 0,
		block: BLOCK,
	};
	return { statement: makeStatement(ground, payments, books), payments, books };
}
