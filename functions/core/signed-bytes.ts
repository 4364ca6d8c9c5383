import { Transaction as EthersTransaction, Signature, type TransactionLike } from "ethers";
import type { Address, Hex } from "./hex.ts";
import type { UnsignedTransaction } from "./ports/sender.ts";
import type { Attempt, Fees, Payload } from "./transaction.ts";

/** A transaction in ethers' words. */
export const ethersTransaction = (unsigned: UnsignedTransaction): TransactionLike<string> => ({
	...(unsigned.authorizations
		? {
				type: 4,
				authorizationList: unsigned.authorizations.map(({ delegate, nonce, chainId, signature }) => ({
					address: delegate,
					nonce: BigInt(nonce),
					chainId: BigInt(chainId),
					signature: Signature.from(signature),
				})),
			}
		: { type: 2 }),
	chainId: unsigned.chainId,
	nonce: unsigned.nonce,
	to: unsigned.to,
	data: unsigned.data,
	value: 0n,
	gasLimit: unsigned.gasLimit,
	maxFeePerGas: unsigned.maxFeePerGasWei,
	maxPriorityFeePerGas: unsigned.maxPriorityFeePerGasWei,
});

/** What an attempt signs: the payload, or, for a no-op, an empty transfer from the lane to itself. */
export function unsignedTransaction(
	chainId: number,
	nonce: number,
	payload: Payload | { noopFrom: Address },
	fees: Fees,
): UnsignedTransaction {
	const call = "noopFrom" in payload ? { to: payload.noopFrom, data: "0x" as Hex, gasLimit: 21_000n } : payload;
	const { maxFeePerGasWei, maxPriorityFeePerGasWei } = fees;
	return { chainId, nonce, ...call, maxFeePerGasWei, maxPriorityFeePerGasWei };
}

/** The bytes that go to a node, and their hash: the same for the same attempt, whoever builds them. */
export function signedBytes(unsigned: UnsignedTransaction, signature: Hex): { bytes: Hex; hash: Hex } {
	const signed = EthersTransaction.from({ ...ethersTransaction(unsigned), signature });
	return { bytes: signed.serialized as Hex, hash: signed.hash as Hex };
}

/** The signed bytes of a stored attempt. */
export const attemptBytes = (
	chainId: number,
	nonce: number,
	call: Payload | { noopFrom: Address },
	attempt: Attempt,
): Hex => signedBytes(unsignedTransaction(chainId, nonce, call, attempt), attempt.signature).bytes;
