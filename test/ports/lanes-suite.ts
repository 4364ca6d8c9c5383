import { describe, expect, test } from "@jest/globals";
import type { Hex } from "../../functions/core/hex.ts";
import type { LaneStatus } from "../../functions/core/ports/lane-store.ts";
import type { Payload, Transaction } from "../../functions/core/transaction.ts";
import { TOKEN, word } from "../given/claim.ts";
import { anAttempt, aRow } from "../given/transaction.ts";
import { freshName, type Open, UINT_MAX, WORKERS, wins } from "./fresh.ts";

/** functions/core/ports/lane-store.ts */
export function lanesSuite(open: Open): void {
	const lanes = () => open().lanes;
	const stored = async (lane: string, nonce: number, given: Partial<Transaction> = {}): Promise<Transaction> => {
		const row = aRow({ lane, nonce, ...given });
		expect(await lanes().prepare(row)).toBe(true);
		return row;
	};
	const noncesOf = (rows: readonly Transaction[]): number[] => rows.map(({ nonce }) => nonce);

	describe("a lane's rows", () => {
		test("are prepared once a nonce, whoever tries at the same time", async () => {
			const lane = freshName();
			expect(await wins((n) => lanes().prepare(aRow({ lane, nonce: 4, preparedAtMs: n })))).toBe(1);
			expect(await lanes().prepare(aRow({ lane: freshName(), nonce: 4 }))).toBe(true);
			expect(noncesOf(await lanes().open(lane))).toEqual([4]);
		});
		test("come back as they were, up to 2^256 - 1", async () => {
			const row = await stored(freshName(), 2 ** 32, {
				state: "mined",
				purpose: { kind: "snapshot", tokenId: "model" },
				payloadKey: word(3),
				carriedClaimIds: [word(1), word(2)],
				attempts: [anAttempt({ maxFeePerGasWei: UINT_MAX }), anAttempt({ noop: true, hash: word(8) })],
				worstCostWei: UINT_MAX,
				inclusion: {
					hash: word(8),
					blockNumber: 5,
					blockHash: word(5),
					ok: false,
					gasUsed: UINT_MAX,
					gasPriceWei: 2n ** 53n + 1n,
					dataFeeWei: 2n ** 53n + 3n,
				},
			});
			expect(await lanes().get(row.lane, row.nonce)).toEqual(row);
		});
		test("come back with every kind of purpose, and not at all when unknown", async () => {
			const lane = freshName();
			await stored(lane, 0, { purpose: { kind: "noop" } });
			await stored(lane, 1, { purpose: { kind: "claims", claimIds: [word(5)] } });
			expect((await lanes().open(lane)).map(({ purpose }) => purpose.kind)).toEqual(["noop", "claims"]);
			expect(await lanes().get(lane, 2)).toBeUndefined();
		});
		test("are updated by exactly one of many at the same time", async () => {
			const row = await stored(freshName(), 0);
			const update = (n: number) =>
				lanes().update({ ...row, version: 2, state: "armed", attempts: [anAttempt({ madeAtMs: n })] });
			expect(await wins(update)).toBe(1);
			const after = await lanes().get(row.lane, row.nonce);
			expect(after).toMatchObject({ version: 2, state: "armed" });
			expect(after?.attempts).toHaveLength(1);
		});
		test("are not updated from an older version, from a later one, or when unknown", async () => {
			const row = await stored(freshName(), 0, { version: 5 });
			for (const version of [4, 5, 7]) expect(await lanes().update({ ...row, version })).toBe(false);
			expect(await lanes().update({ ...row, nonce: 1, version: 6 })).toBe(false);
			expect(await lanes().get(row.lane, 1)).toBeUndefined();
		});
		test("lose by an update what the update leaves out", async () => {
			const inclusion = { hash: word(8), blockNumber: 5, blockHash: word(5), ok: true, gasUsed: 1n, gasPriceWei: 1n };
			const { inclusion: _gone, ...row } = await stored(freshName(), 0, { state: "mined", inclusion });
			await lanes().update({ ...row, state: "sent", version: 2 });
			expect(await lanes().get(row.lane, 0)).not.toHaveProperty("inclusion");
		});
	});

	describe("a lane's open rows", () => {
		test("are those above the final ones, ascending, by number and not by spelling", async () => {
			const lane = freshName();
			for (const nonce of [100, 8, 9, 10, 99]) {
				await stored(lane, nonce, { state: nonce < 10 ? "final" : "sent" });
			}
			expect(noncesOf(await lanes().open(lane))).toEqual([10, 99, 100]);
		});
		test("are all there however many, with final rows and payloads beside them", async () => {
			const lane = freshName();
			const all = Array.from({ length: 70 }, (_, nonce) => nonce);
			await Promise.all(all.map((nonce) => stored(lane, nonce, { state: nonce < 20 ? "final" : "mined" })));
			await lanes().putPayload(lane, 69, { to: TOKEN, data: "0x", gasLimit: 1n });
			expect(noncesOf(await lanes().open(lane))).toEqual(all.slice(20));
		});
		test("are none in a lane that has none, or only final ones", async () => {
			const lane = freshName();
			expect(await lanes().open(lane)).toEqual([]);
			await stored(lane, 0, { state: "final" });
			expect(await lanes().open(lane)).toEqual([]);
		});
		test("are no other lane's, though its name begins alike", async () => {
			const lane = freshName();
			await stored(`${lane}-2`, 7);
			expect(await lanes().open(lane)).toEqual([]);
			expect(await lanes().highestNonce(lane)).toBeUndefined();
		});
	});

	describe("a lane's highest nonce", () => {
		test("counts final rows too, and compares numbers", async () => {
			const lane = freshName();
			await stored(lane, 9, { state: "final" });
			expect(await lanes().highestNonce(lane)).toBe(9);
			await stored(lane, 10, { state: "final" });
			await lanes().putPayload(lane, 11, { to: TOKEN, data: "0x", gasLimit: 1n });
			expect(await lanes().highestNonce(lane)).toBe(10);
		});
		test("gives many workers that all derive the next one a nonce each, without a hole", async () => {
			const lane = freshName();
			const take = async (): Promise<number> => {
				const nonce = ((await lanes().highestNonce(lane)) ?? -1) + 1;
				return (await lanes().prepare(aRow({ lane, nonce }))) ? nonce : take();
			};
			const taken = await Promise.all(Array.from({ length: WORKERS }, take));
			expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: WORKERS }, (_, nonce) => nonce));
		});
	});

	describe("payloads", () => {
		const payload: Payload = { to: TOKEN, data: `0x${"a5".repeat(120_000)}`, gasLimit: 2n ** 60n };

		test("of 120,000 bytes come back as they were, and may be put again", async () => {
			const lane = freshName();
			const key = await lanes().putPayload(lane, 3, payload);
			expect(await lanes().putPayload(lane, 3, payload)).toBe(key);
			expect(await lanes().payload(lane, 3, key)).toEqual(payload);
		});
		test("stand beside each other at one nonce, under the hash of their bytes", async () => {
			const lane = freshName();
			const other: Payload = { ...payload, data: "0x01" };
			const keys: Hex[] = [await lanes().putPayload(lane, 0, payload), await lanes().putPayload(lane, 0, other)];
			expect(new Set(keys).size).toBe(2);
			expect(await lanes().payload(lane, 0, keys[1] as Hex)).toEqual(other);
		});
		test("that are not there are an error, not nothing", async () => {
			await expect(lanes().payload(freshName(), 0, word(1))).rejects.toThrow(/payload/);
		});
		test("do not change with what the caller does to them later", async () => {
			const lane = freshName();
			const mine: Payload = { ...payload, data: "0x01" };
			const key = await lanes().putPayload(lane, 0, mine);
			mine.data = "0x02";
			(await lanes().payload(lane, 0, key)).data = "0x03";
			expect((await lanes().payload(lane, 0, key)).data).toBe("0x01");
		});
	});

	describe("a lane's status", () => {
		const ALL: LaneStatus[] = [
			{ waitsFor: "lane_funds", setAside: "funds", sinceMs: 5 },
			{ setAside: "delegated", sinceMs: 6 },
			{ setAside: "sender", sinceMs: 9 },
			{ waitsFor: "gas_price", sinceMs: 7 },
			{ waitsFor: "lane_full", sinceMs: 2 ** 45 },
		];
		test("says what is the matter, until nothing is", async () => {
			const lane = freshName();
			expect(await lanes().status(lane)).toBeUndefined();
			for (const status of ALL) {
				await lanes().setStatus(lane, status);
				expect(await lanes().status(lane)).toEqual(status);
			}
			await lanes().setStatus(lane, undefined);
			expect(await lanes().status(lane)).toBeUndefined();
		});
		test("is no other lane's, and no row", async () => {
			const lane = freshName();
			await lanes().setStatus(lane, { waitsFor: "gas_price", sinceMs: 1 });
			expect(await lanes().status(`${lane}-2`)).toBeUndefined();
			expect(await lanes().open(lane)).toEqual([]);
			expect(await lanes().highestNonce(lane)).toBeUndefined();
		});
	});
}
