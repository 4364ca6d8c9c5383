import type { Address, Hex } from "../hex.ts";
import type { Authorization } from "../transaction.ts";

/** A transaction that is still to be signed: EIP-1559, or, with authorizations, EIP-7702. */
export interface UnsignedTransaction {
	chainId: number;
	nonce: number;
	to: Address;
	data: Hex;
	gasLimit: bigint;
	maxFeePerGasWei: bigint;
	maxPriorityFeePerGasWei: bigint;
	authorizations?: Authorization[];
}

/** Holds a lane's key. */
export interface Sender {
	address(): Promise<Address>;
	/** A 65-byte signature over the transaction's hash; signing again may give another one. */
	sign(transaction: UnsignedTransaction): Promise<Hex>;
}
