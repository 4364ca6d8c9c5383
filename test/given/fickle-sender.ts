import { randomBytes } from "node:crypto";
import { computeAddress, getBytes, Signature, SigningKey, Transaction, toBeHex } from "ethers";
import { type Hex, toAddress } from "../../functions/core/hex.ts";
import type { Sender } from "../../functions/core/ports/sender.ts";
import { ethersTransaction } from "../../functions/core/signed-bytes.ts";

/** The order of secp256k1. */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A local key that never signs the same bytes the same way twice, as a KMS does: signing anew gives another hash. */
export function fickleSender(privateKey: Hex): Sender {
	const address = toAddress(computeAddress(privateKey));
	return {
		address: async () => address,
		sign: async (unsigned) =>
			signAnew(BigInt(Transaction.from(ethersTransaction(unsigned)).unsignedHash), BigInt(privateKey)),
	};
}

/** ECDSA with a nonce of chance. */
function signAnew(digest: bigint, key: bigint): Hex {
	const k = BigInt(`0x${randomBytes(32).toString("hex")}`) % N;
	const point = getBytes(new SigningKey(toBeHex(k, 32)).publicKey); // 04, x, y
	const r = BigInt(`0x${Buffer.from(point.subarray(1, 33)).toString("hex")}`) % N;
	const s = (power(k, N - 2n) * (digest + r * key)) % N;
	const isOdd = ((point[64] ?? 0) & 1) === 1;
	const isHigh = s > N / 2n;
	const signature = { r: toBeHex(r, 32), s: toBeHex(isHigh ? N - s : s, 32), v: isOdd === isHigh ? 27 : 28 };
	return Signature.from(signature).serialized as Hex;
}

function power(number: bigint, exponent: bigint): bigint {
	let result = 1n;
	for (let square = number % N, left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) result = (result * square) % N;
		square = (square * square) % N;
	}
	return result;
}
