import { describe, expect, test } from "@jest/globals";
import { Signature, TypedDataEncoder, Wallet } from "ethers";
import fc from "fast-check";
import type { Address, Hex } from "../../functions/core/hex.ts";
import {
	digestOf,
	type ForwardRequest,
	signableRequest,
	signerOf,
	typedDataOf,
} from "../../functions/core/typed-data.ts";
import { aRequest, domain, HOLDER, OTHER_HOLDER, TOKEN } from "../given/claim.ts";

const wallet = new Wallet("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const request: fc.Arbitrary<ForwardRequest> = fc.record({
	from: fc.constantFrom(HOLDER, OTHER_HOLDER),
	to: fc.constantFrom(TOKEN, OTHER_HOLDER),
	value: uint256,
	gas: uint256,
	nonce: uint256,
	deadlineSec: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
	data: fc.uint8Array({ maxLength: 100 }).map((all): Hex => `0x${Buffer.from(all).toString("hex")}`),
});

/** What a browser's wallet does: it knows the JSON alone. */
async function signAsWallet(typedData: ReturnType<typeof typedDataOf>): Promise<Hex> {
	const read = JSON.parse(JSON.stringify(typedData)) as ReturnType<typeof typedDataOf>;
	const { EIP712Domain: _implied, ...types } = read.types;
	return (await wallet.signTypedData(read.domain, types, read.message)) as Hex;
}

describe("a request's digest", () => {
	test("is what ethers makes of the JSON that the holder is given", () => {
		fc.assert(
			fc.property(request, (one) => {
				const { domain: under, types, message } = JSON.parse(JSON.stringify(typedDataOf(signableRequest(domain, one))));
				const { EIP712Domain: _implied, ...signed } = types;
				expect(digestOf(signableRequest(domain, one))).toBe(TypedDataEncoder.hash(under, signed, message));
			}),
		);
	});
	test("changes with every field", () => {
		const changes: Partial<ForwardRequest>[] = [
			{ from: OTHER_HOLDER },
			{ to: OTHER_HOLDER },
			{ value: 1n },
			{ gas: 1n },
			{ nonce: 1n },
			{ deadlineSec: 1n },
			{ data: "0x" },
		];
		const digests = [{}, ...changes].map((change) => digestOf(signableRequest(domain, aRequest(change))));
		expect(new Set(digests).size).toBe(changes.length + 1);
	});
	test("is the forwarder's: type string and domain fields as OpenZeppelin has them", () => {
		const { types, primaryType } = typedDataOf(signableRequest(domain, aRequest()));
		expect(TypedDataEncoder.from({ ForwardRequest: types.ForwardRequest ?? [] }).encodeType(primaryType)).toBe(
			"ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)",
		);
		expect(types.EIP712Domain?.map(({ name }) => name)).toEqual(["name", "version", "chainId", "verifyingContract"]);
	});
});

describe("the signer of a request", () => {
	const digest = digestOf(signableRequest(domain, aRequest()));

	test("is whoever signed the typed data in a wallet", async () => {
		await fc.assert(
			fc.asyncProperty(request, async (one) => {
				expect(
					signerOf(
						digestOf(signableRequest(domain, one)),
						await signAsWallet(typedDataOf(signableRequest(domain, one))),
					),
				).toBe(HOLDER);
			}),
			{ numRuns: 20 },
		);
	});

	const others: [string, typeof domain][] = [
		["chain", { ...domain, chainId: 1 }],
		["forwarder", { ...domain, verifyingContract: OTHER_HOLDER as Address }],
		["forwarder name", { ...domain, name: "Another" }],
		["version", { ...domain, version: "2" }],
	];
	test.each(others)("is not the holder when signed for another %s", async (_what, other) => {
		const signature = await signAsWallet(typedDataOf(signableRequest(other, aRequest())));
		expect(signerOf(digest, signature)).not.toBe(HOLDER);
		expect(signerOf(digestOf(signableRequest(other, aRequest())), signature)).toBe(HOLDER);
	});

	test("is nobody for a malleated signature", () => {
		const { r, s, yParity } = wallet.signingKey.sign(digest);
		const high = (CURVE_ORDER - BigInt(s)).toString(16).padStart(64, "0");
		const malleated: Hex = `0x${r.slice(2)}${high}${yParity === 0 ? "1c" : "1b"}`;
		expect(signerOf(digest, malleated)).toBeUndefined();
	});
	test("is nobody for a compact signature of 64 bytes", () => {
		const { compactSerialized } = wallet.signingKey.sign(digest);
		expect(signerOf(digest, compactSerialized as Hex)).toBeUndefined();
	});
	test.each([29, 2, 26])("is nobody when v is %p", (v) => {
		const { r, s } = wallet.signingKey.sign(digest);
		expect(signerOf(digest, `0x${r.slice(2)}${s.slice(2)}${v.toString(16).padStart(2, "0")}`)).toBeUndefined();
	});
	// OpenZeppelin's ECDSA.recover gives address(0) for any v but 27 and 28: such a claim can never be executed.
	test.each([0, 1, 35, 36])("is nobody when v is %p, which the forwarder refuses", (v) => {
		const { r, s } = wallet.signingKey.sign(digest);
		expect(signerOf(digest, `0x${r.slice(2)}${s.slice(2)}${v.toString(16).padStart(2, "0")}`)).toBeUndefined();
	});
	test("never throws, and is nobody for bytes that are no signature", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 140 }), (raw) => {
				const signature: Hex = `0x${Buffer.from(raw).toString("hex")}`;
				const signer = signerOf(digest, signature);
				if (raw.length !== 65) expect(signer).toBeUndefined();
				expect(signer).not.toBe(HOLDER);
			}),
		);
	});
	test("is the holder for the canonical 65 bytes", () => {
		expect(signerOf(digest, Signature.from(wallet.signingKey.sign(digest)).serialized as Hex)).toBe(HOLDER);
	});
});
