import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { secp256k1 } from "@noble/curves/secp256k1";
import { computeAddress, hexlify, recoverAddress, Signature, Transaction, toBeHex } from "ethers";
import { type Address, type Hex, toAddress } from "../../core/hex.ts";
import type { Sender } from "../../core/ports/sender.ts";
import { ethersTransaction } from "../../core/signed-bytes.ts";

/** One place that holds the lane's key. `keyId`: a key id, an alias or an ARN; no region: the function's own. */
export interface KmsKey {
	keyId: string;
	region?: string;
}

/**
 * A key that never leaves AWS KMS (ECC_SECG_P256K1). `keys` name the same key, the nearest first: a multi-region key
 * keeps a lane sending while one region does not answer.
 */
export function kmsSender(keys: readonly KmsKey[], clientOf = clientIn): Sender {
	const regions = keys.map(({ keyId, region }) => ({ keyId, client: clientOf(region) }));
	const inAny = async <T>(ask: (region: (typeof regions)[number]) => Promise<T>): Promise<T> => {
		let problem: unknown = new Error("no KMS key is named");
		for (const region of regions) {
			try {
				return await ask(region);
			} catch (error) {
				problem = error;
			}
		}
		throw problem;
	};
	const readAddress = (): Promise<Address> =>
		inAny(async ({ client, keyId }) => {
			const { KeySpec, KeyUsage, PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
			if (KeySpec !== "ECC_SECG_P256K1" || KeyUsage !== "SIGN_VERIFY" || !PublicKey)
				throw new Error(`the KMS key ${keyId} is ${KeySpec} for ${KeyUsage}, not ECC_SECG_P256K1 for SIGN_VERIFY`);
			// SubjectPublicKeyInfo: the point is its last 65 bytes.
			return toAddress(computeAddress(hexlify(PublicKey.slice(-65))));
		});

	let reading: Promise<Address> | undefined;
	const address = (): Promise<Address> => {
		if (reading) return reading;
		reading = readAddress();
		reading.catch(() => {
			reading = undefined; // asked again next time
		});
		return reading;
	};
	return {
		address,
		sign: async (unsigned) => {
			const digest = Transaction.from(ethersTransaction(unsigned)).unsignedHash;
			const der = await inAny(async ({ client, keyId }) => {
				const { Signature: signed } = await client.send(
					new SignCommand({
						KeyId: keyId,
						Message: Buffer.from(digest.slice(2), "hex"),
						MessageType: "DIGEST",
						SigningAlgorithm: "ECDSA_SHA_256",
					}),
				);
				if (!signed) throw new Error(`the KMS key ${keyId} gave no signature`);
				return signed;
			});
			return fromDer(der, digest, await address());
		},
	};
}

function clientIn(region: string | undefined): KMSClient {
	return new KMSClient({ maxAttempts: 3, ...(region ? { region } : {}) });
}

/** KMS gives DER, either `s` and no recovery bit; nodes take the lower `s` and want to know which point it was. */
function fromDer(der: Uint8Array, digest: string, signer: Address): Hex {
	const { r, s } = secp256k1.Signature.fromDER(der).normalizeS();
	for (const yParity of [0, 1] as const) {
		const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(s, 32), yParity });
		if (toAddress(recoverAddress(digest, signature)) === signer) return signature.serialized as Hex;
	}
	throw new Error(`KMS signed with another key than that of ${signer}`);
}
