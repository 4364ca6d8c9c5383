import type { Address, Hex } from "../hex.ts";
import type { Authorization, Payload } from "../transaction.ts";

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

/** A lane's key does not answer, or is gone; `cause` says how. */
export class KeyFailure extends Error {
	constructor(lane: string, cause: Error) {
		super(`lane ${lane}: ${cause.message}`, { cause });
		this.name = "KeyFailure";
	}
}

/** Holds a lane's key. */
export interface Sender {
	address(): Promise<Address>;
	/** A 65-byte signature over the transaction's hash; signing again may give another one. */
	sign(transaction: UnsignedTransaction): Promise<Hex>;
}

/**
 * What a managed sender said of a transaction: it has it · `refused`: it has it not, and never will · `unanswered`: it
 * may have it.
 */
export type Submitted =
	| { ok: true; transactionId: string; hash?: Hex }
	| { ok: false; why: "refused" | "unanswered"; message: string };

/** Somebody else's service that signs and sends, with nonces and fees of its own (OpenZeppelin Relayer, Defender). */
export interface ManagedSender {
	address(): Promise<Address>;
	/** Why it can't take anything now, as paused, not answering, or of another address; undefined: it can. Never throws. */
	trouble(): Promise<string | undefined>;
	/** How long what it was handed may take before it is given up. */
	readonly expirySec: number;
	/** Hands a transaction over, once: repeating it may send it twice. Never throws. */
	submit(payload: Payload, expiresAtSec: number): Promise<Submitted>;
	/** The hash that it works with now; undefined: it has none yet, or does not answer. Never throws. */
	hashOf(transactionId: string): Promise<Hex | undefined>;
}

export const isManaged = (sender: Sender | ManagedSender): sender is ManagedSender => "submit" in sender;
