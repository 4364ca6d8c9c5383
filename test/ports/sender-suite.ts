import { describe, expect, test } from "@jest/globals";
import { getAddress, isAddress, Signature, Transaction } from "ethers";
import type { Hex } from "../../functions/core/hex.ts";
import type { Sender, UnsignedTransaction } from "../../functions/core/ports/sender.ts";
import { signedBytes, unsignedTransaction } from "../../functions/core/signed-bytes.ts";
import { freshHolder, freshId } from "./fresh.ts";

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const at = (nonce: number): UnsignedTransaction =>
	unsignedTransaction(
		31337,
		nonce,
		{ to: freshHolder(), data: freshId(), gasLimit: 90_000n },
		{ maxFeePerGasWei: 20n + BigInt(nonce), maxPriorityFeePerGasWei: 3n },
	);

/** What every sender promises, whoever signs. */
export function addressSuite(open: () => Pick<Sender, "address">): void {
	test("has one address, checksummed", async () => {
		const [one, other] = await Promise.all([open().address(), open().address()]);
		expect(one).toBe(other);
		expect([isAddress(one), getAddress(one)]).toEqual([true, one]);
	});
}

/** functions/core/ports/sender.ts: one that holds a key. */
export function senderSuite(open: () => Sender): void {
	addressSuite(open);
	const sign = async (unsigned: UnsignedTransaction) => {
		const signature = await open().sign(unsigned);
		return { signature, read: Transaction.from(signedBytes(unsigned, signature).bytes) };
	};

	test("signs what it is given, so that a node recovers its address", async () => {
		const unsigned = at(7);
		const { read } = await sign(unsigned);
		expect(read).toMatchObject({ type: 2, chainId: 31337n, nonce: 7, to: unsigned.to, data: unsigned.data, value: 0n });
		expect(read.from).toBe(await open().address());
	});
	describe("gives signatures that every node takes", () => {
		test("65 bytes each, the lower s, 27 or 28 at the end", async () => {
			for (let nonce = 0; nonce < 24; nonce++) {
				const { signature, read } = await sign(at(nonce));
				expect(signature).toMatch(/^0x[0-9a-f]{128}1[bc]$/);
				expect(BigInt(Signature.from(signature).s)).toBeLessThanOrEqual(HALF_ORDER);
				expect(read.from).toBe(await open().address());
			}
		});
		test("for sixteen transactions at once, as many as a lane has open", async () => {
			const signed = await Promise.all(Array.from({ length: 16 }, (_, nonce) => sign(at(nonce))));
			const address = await open().address();
			expect(signed.map(({ read }) => [read.nonce, read.from])).toEqual(signed.map((_, nonce) => [nonce, address]));
			expect(new Set(signed.map(({ read }) => read.hash as Hex)).size).toBe(16);
		});
	});
	test("may sign the same again, and that is the same transaction or another attempt at it", async () => {
		const unsigned = at(1);
		const [first, second] = [await sign(unsigned), await sign(unsigned)];
		expect(second.read.from).toBe(first.read.from);
		expect(second.read.unsignedHash).toBe(first.read.unsignedHash);
		expect(first.read.hash === second.read.hash).toBe(first.signature === second.signature);
	});
}
