import { computeAddress, SigningKey, Transaction } from "ethers";
import { type Hex, toAddress } from "../../core/hex.ts";
import type { Sender } from "../../core/ports/sender.ts";
import { ethersTransaction } from "../../core/signed-bytes.ts";

/** A private key in memory: for the local stage and tests. */
export function localSender(privateKey: Hex): Sender {
	const key = new SigningKey(privateKey);
	const address = toAddress(computeAddress(key.publicKey));
	return {
		address: async () => address,
		sign: async (unsigned) => key.sign(Transaction.from(ethersTransaction(unsigned)).unsignedHash).serialized as Hex,
	};
}
