import { describe, expect, test } from "@jest/globals";
import { hashAuthorization, Wallet } from "ethers";
import fc from "fast-check";
import { authorizerOf } from "../../functions/core/authorization.ts";
import { type Hex, toAddress } from "../../functions/core/hex.ts";
import type { Authorization } from "../../functions/core/transaction.ts";
import { anAuthorization, DELEGATE, LANE, TOKEN } from "../given/claim.ts";

const wallet = new Wallet("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const HOLDER = toAddress(wallet.address);
/** As a wallet signs it. */
async function signed(chainId: number, delegate = DELEGATE, nonce = 0): Promise<Authorization> {
	const { signature } = await wallet.authorize({ chainId, address: delegate, nonce });
	return { chainId, delegate, nonce, signature: signature.serialized as Hex };
}

describe("an authorization's signer", () => {
	test("is the account that authorised by its wallet, whatever chain, delegate and nonce", async () => {
		const delegate = fc.constantFrom(DELEGATE, TOKEN, LANE);
		await fc.assert(
			fc.asyncProperty(fc.nat(), delegate, fc.nat(), async (chainId, to, nonce) => {
				expect(authorizerOf(await signed(chainId, to, nonce))).toBe(HOLDER);
			}),
			{ numRuns: 20 },
		);
	});
	test("is somebody else, or nobody, when any field differs from what was signed", async () => {
		const authorization = await signed(31337, DELEGATE, 5);
		for (const change of [{ chainId: 1 }, { chainId: 0 }, { delegate: TOKEN }, { nonce: 6 }])
			expect(authorizerOf({ ...authorization, ...change })).not.toBe(HOLDER);
	});
	test("is nobody for bytes that are no signature, and it never throws", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 140 }), (raw) => {
				const signature: Hex = `0x${Buffer.from(raw).toString("hex")}`;
				expect(authorizerOf(anAuthorization({ signature }))).not.toBe(HOLDER);
			}),
		);
		expect(authorizerOf(anAuthorization({ signature: "0x" }))).toBeUndefined();
		expect(authorizerOf(anAuthorization({ nonce: -1 }))).toBeUndefined();
	});
	test("is nobody when s is high, which EIP-7702 passes over", async () => {
		const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
		const digest = hashAuthorization({ chainId: 31337n, address: DELEGATE, nonce: 0n });
		const { r, s, yParity } = wallet.signingKey.sign(digest);
		const high = (ORDER - BigInt(s)).toString(16).padStart(64, "0");
		const signature: Hex = `0x${r.slice(2)}${high}${yParity === 0 ? "1c" : "1b"}`;
		expect(authorizerOf({ chainId: 31337, delegate: DELEGATE, nonce: 0, signature })).toBeUndefined();
	});
});
