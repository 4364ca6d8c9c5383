import { describe, expect, test } from "@jest/globals";
import { id, keccak256, SigningKey, Transaction, Wallet } from "ethers";
import fc from "fast-check";
import { localSender } from "../../functions/adapters/sender/local.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { attemptBytes, signedBytes, unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import { anAuthorization, DELEGATE, HOLDER, TOKEN, word } from "../given/claim.ts";
import { anAttempt } from "../given/transaction.ts";

const sender = localSender("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const fees = { maxFeePerGasWei: 20n, maxPriorityFeePerGasWei: 3n };
const payload = { to: TOKEN, data: "0x1234" as Hex, gasLimit: 90_000n };

describe("signed bytes", () => {
	test("are what the lane's key signed: the payload at the nonce, and no value", async () => {
		const unsigned = unsignedTransaction(31337, 7, payload, fees);
		const { bytes, hash } = signedBytes(unsigned, await sender.sign(unsigned));
		const read = Transaction.from(bytes);
		expect(read).toMatchObject({ type: 2, chainId: 31337n, nonce: 7, value: 0n, hash });
		expect([read.from, read.to, read.data, read.gasLimit]).toEqual([HOLDER, TOKEN, "0x1234", 90_000n]);
		expect([read.maxFeePerGas, read.maxPriorityFeePerGas]).toEqual([20n, 3n]);
	});
	test("are built again, the same, from what is stored of an attempt", async () => {
		const nonces = fc.nat();
		await fc.assert(
			fc.asyncProperty(nonces, fc.bigInt({ min: 1n, max: 2n ** 64n }), async (nonce, maxFeePerGasWei) => {
				const given = { maxFeePerGasWei, maxPriorityFeePerGasWei: 1n };
				const unsigned = unsignedTransaction(1, nonce, payload, given);
				const signature = await sender.sign(unsigned);
				const { bytes, hash } = signedBytes(unsigned, signature);
				expect(attemptBytes(1, nonce, payload, anAttempt({ ...given, signature, hash }))).toBe(bytes);
			}),
			{ numRuns: 20 },
		);
	});
	test("with authorizations are of type 4, and carry each of them", async () => {
		const holder = new Wallet(id("a holder who delegates"));
		const { signature } = await holder.authorize({ chainId: 31337, address: DELEGATE, nonce: 3 });
		const authorization = { chainId: 31337, delegate: DELEGATE, nonce: 3, signature: signature.serialized as Hex };
		const unsigned = unsignedTransaction(31337, 7, { ...payload, authorizations: [authorization] }, fees);
		const { bytes, hash } = signedBytes(unsigned, await sender.sign(unsigned));
		const read = Transaction.from(bytes);
		expect(read).toMatchObject({ type: 4, chainId: 31337n, nonce: 7, value: 0n, hash, from: HOLDER, to: TOKEN });
		expect([read.data, read.gasLimit, read.maxFeePerGas]).toEqual(["0x1234", 90_000n, 20n]);
		const [carried, ...more] = read.authorizationList ?? [];
		expect(more).toEqual([]);
		expect(carried).toMatchObject({ address: DELEGATE, nonce: 3n, chainId: 31337n });
		expect(carried?.signature.serialized).toBe(signature.serialized);
		expect(keccak256(bytes)).toBe(hash);
	});
	test("with authorizations are built again, the same, from what is stored", async () => {
		const many = fc.array(fc.record({ nonce: fc.nat(), at: fc.nat({ max: 9 }) }), { minLength: 1, maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(fc.nat(), many, async (nonce, given) => {
				const authorizations = given.map((one) =>
					anAuthorization({
						nonce: one.nonce,
						signature: new SigningKey(id(`${one.at}`)).sign(word(1)).serialized as Hex,
					}),
				);
				const call = { ...payload, authorizations };
				const unsigned = unsignedTransaction(1, nonce, call, fees);
				const signature = await sender.sign(unsigned);
				const { bytes, hash } = signedBytes(unsigned, signature);
				expect(attemptBytes(1, nonce, call, anAttempt({ ...fees, signature, hash }))).toBe(bytes);
				expect(Transaction.from(bytes)).toMatchObject({ type: 4, hash, from: HOLDER });
			}),
			{ numRuns: 20 },
		);
	});
	test("of a no-op at a nonce whose payload had authorizations carry none: they stay usable", () => {
		expect(unsignedTransaction(31337, 2, { noopFrom: HOLDER }, fees)).not.toHaveProperty("authorizations");
	});
	test("of a no-op are an empty transfer from the lane to itself", () => {
		expect(unsignedTransaction(1, 2, { noopFrom: HOLDER }, fees)).toMatchObject({
			to: HOLDER,
			data: "0x",
			gasLimit: 21_000n,
		});
	});
});
