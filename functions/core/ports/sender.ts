import type { Address, Hex } from "../hex.ts";

/** An EIP-1559 transaction that is still to be signed. */
export interface UnsignedTransaction {
	chainId: number;
	nonce: number;
	to: Address;
	data: Hex;
	gasLimit: bigint;
	maxFeePerGasWei: bigint;
	maxPriorityFeePerGasWei: bigint;
}

/** Holds a lane's key. */
export interface Sender {
	address(): Promise<Address>;
	/** A 65-byte signature over the transaction's hash; signing again may give another one. */
	sign(transaction: UnsignedTransaction): Promise<Hex>;
}
