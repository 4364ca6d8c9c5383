import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Address, toAddress } from "../../functions/core/hex.ts";
import { laneOf } from "../../functions/core/lane.ts";
import type { Lane } from "../../functions/core/stage.ts";
import { HOLDER, OTHER_HOLDER } from "../given/claim.ts";

const lane = (id: string, chainId: number): Lane => ({ id, chainId, sender: { kind: "local", key: "env:K" } });
const lanes = [lane("a", 1), lane("z", 5), lane("b", 1)];
const holder = fc
	.bigInt({ min: 0n, max: 2n ** 160n - 1n })
	.map((n): Address => toAddress(`0x${n.toString(16).padStart(40, "0")}`));
const without =
	(...ids: string[]) =>
	({ id }: Lane): boolean =>
		ids.includes(id);

describe("a holder's lane", () => {
	test("is one of the chain's, and always the same", () => {
		for (const one of [HOLDER, OTHER_HOLDER]) {
			expect(["a", "b"]).toContain(laneOf(one, 1, lanes).id);
			expect(laneOf(one, 1, lanes)).toBe(laneOf(one, 1, lanes));
			expect(laneOf(one, 5, lanes).id).toBe("z");
		}
	});
	test("is an error when no lane sends on the chain", () => {
		expect(() => laneOf(HOLDER, 2, lanes)).toThrow("chain 2");
	});
	test("is none that is set aside while another serves", () => {
		fc.assert(
			fc.property(holder, (one) => {
				expect(laneOf(one, 1, lanes, without("a")).id).toBe("b");
				expect(laneOf(one, 1, lanes, without("b")).id).toBe("a");
			}),
		);
	});
	test("is what it would be anyway when all are set aside: its claims wait there", () => {
		fc.assert(
			fc.property(holder, (one) => {
				expect(laneOf(one, 1, lanes, without("a", "b"))).toBe(laneOf(one, 1, lanes));
				expect(laneOf(one, 1, lanes, without("z"))).toBe(laneOf(one, 1, lanes)); // another chain's
			}),
		);
	});
	test("is each of the lanes for an even part of the holders", () => {
		const four = ["a", "b", "c", "d"].map((id) => lane(id, 1));
		const count = new Map<string, number>();
		for (let n = 0n; n < 1_000n; n++) {
			const { id } = laneOf(toAddress(`0x${(n * 7_919n).toString(16).padStart(40, "0")}`), 1, four);
			count.set(id, (count.get(id) ?? 0) + 1);
		}
		expect(count.size).toBe(4);
		for (const share of count.values()) expect(share).toBeGreaterThan(200);
	});
});
