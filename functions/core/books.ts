import type { Address } from "./hex.ts";

/** What a token holds of one asset, and what its own books say, at the end of one block. */
export interface Books {
	asset: Address;
	/** Its balance. */
	held: bigint;
	/** Of it, set aside for claims and redemption. */
	reserved: bigint;
	/** Paid out so far: by claims, by redemption, to the treasury. */
	paid: bigint;
	/** Whether the token tells of each arrival at once; of an ERC-20 it tells at the next snapshot or sync. */
	tellsAtOnce: boolean;
}
/** How books and ledger compare; at most one of both is above 0. */
export interface Difference {
	/** The token has less than arrived and was not paid, or less than it has set aside. */
	missing: bigint;
	/** More has come than anything told of: forced ETH. */
	surplus: bigint;
}

/** Compares one asset; `arrived`: the ledger's inflows, with what was booked as unattributed. */
export function compareBooks({ held, reserved, paid, tellsAtOnce }: Books, arrived: bigint): Difference {
	const balance = held + paid - arrived;
	const short = reserved - held;
	const missing = balance < 0n || short > 0n ? max(-balance, short) : 0n;
	return { missing, surplus: missing === 0n && tellsAtOnce && balance > 0n ? balance : 0n };
}
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
