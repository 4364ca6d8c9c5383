import { describe, expect, test } from "@jest/globals";
import { Transaction } from "ethers";
import fc from "fast-check";
import { localSender } from "../../functions/adapters/sender/local.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { laneOf } from "../../functions/core/lane.ts";
import { attemptBytes, signedBytes, unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import { HOLDER, OTHER_HOLDER, TOKEN } from "../given/claim.ts";
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
	test("of a no-op are an empty transfer from the lane to itself", () => {
		expect(unsignedTransaction(1, 2, { noopFrom: HOLDER }, fees)).toMatchObject({
			to: HOLDER,
			data: "0x",
			gasLimit: 21_000n,
		});
	});
});

describe("a holder's lane", () => {
	const lane = (id: string, chainId: number) => ({ id, chainId, sender: { kind: "local" as const, key: "env:K" } });
	const lanes = [lane("a", 1), lane("z", 5), lane("b", 1)];

	test("is one of the chain's, and always the same", () => {
		for (const holder of [HOLDER, OTHER_HOLDER]) {
			expect(["a", "b"]).toContain(laneOf(holder, 1, lanes).id);
			expect(laneOf(holder, 1, lanes)).toBe(laneOf(holder, 1, lanes));
			expect(laneOf(holder, 5, lanes).id).toBe("z");
			// One that is set aside is passed over, unless all are.
			expect(laneOf(holder, 1, lanes, ({ id }) => id === "a").id).toBe("b");
			expect(["a", "b"]).toContain(laneOf(holder, 1, lanes, () => true).id);
		}
	});
	test("is an error when no lane sends on the chain", () => {
		expect(() => laneOf(HOLDER, 2, lanes)).toThrow("chain 2");
	});
});
