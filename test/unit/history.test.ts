import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { memoryStore } from "../../functions/adapters/store/memory.ts";
import { extendHistory } from "../../functions/app/extend-history.ts";
import { startCursor } from "../../functions/core/cursor.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
import {
	byPeriod,
	emptyPeriod,
	extendPeriod,
	type HistoryEvent,
	SOURCES_KEPT,
	startHead,
} from "../../functions/core/history.ts";
import type { HistoryStore } from "../../functions/core/ports/history-store.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { word } from "../given/claim.ts";

const someone = (n: number): Address => `0x${String(n).padStart(40, "0")}`;
const place = (blockNumber: number, logIndex = 0) => ({ blockNumber, logIndex, transactionHash: word(blockNumber) });
const inflow = (block: number, amount: bigint, source = someone(1)): HistoryEvent => ({
	kind: "inflow",
	asset: ETH,
	amount,
	source,
	...place(block),
});
const snapshot = (block: number, snapshotId: bigint): HistoryEvent => ({
	kind: "snapshot",
	snapshotId,
	...place(block, 1),
});
const payout = (block: number, snapshotId: bigint, holder: Address, amount: bigint, asset = ETH): HistoryEvent => ({
	kind: "payout",
	...{ snapshotId, holder, amount, asset },
	...place(block, 2),
});

describe("a period", () => {
	test("has what came in before its snapshot, and what was paid of it, whenever", () => {
		const events = [inflow(1, 5n), snapshot(2, 1n), inflow(2, 7n), payout(3, 1n, someone(9), 4n)];
		const periods = byPeriod(events, 1n);
		expect([...periods.keys()]).toEqual([1n, 2n]);
		expect(extendPeriod(emptyPeriod(1n), periods.get(1n) ?? [], 3)).toMatchObject({
			takenAtBlock: 2,
			revenue: [{ asset: ETH, source: someone(1), amount: 5n }],
			paid: [{ asset: ETH, amount: 4n }],
			payoutCount: 1,
		});
		expect(extendPeriod(emptyPeriod(2n), periods.get(2n) ?? [], 3).revenue).toMatchObject([{ amount: 7n }]);
	});
	test("counts each event once, however often it is told", () => {
		const events = [inflow(1, 5n), inflow(4, 6n)];
		const once = extendPeriod(emptyPeriod(1n), events.slice(0, 1), 3);
		expect(extendPeriod(once, events, 5).revenue).toMatchObject([{ amount: 11n }]);
		expect(extendPeriod(extendPeriod(once, events, 5), events, 5).revenue).toMatchObject([{ amount: 11n }]);
	});
	test("counts a holder who gets two assets at once as one payout", () => {
		const both = [
			payout(3, 1n, someone(9), 4n),
			payout(3, 1n, someone(9), 2n, someone(7)),
			payout(3, 1n, someone(8), 1n),
		];
		expect(extendPeriod(emptyPeriod(1n), both, 3).payoutCount).toBe(2);
	});
	test("stays small whoever sends, and loses nothing", () => {
		const many = Array.from({ length: 100 }, (_, n) => inflow(n + 1, 1n, someone(n)));
		const { revenue } = extendPeriod(emptyPeriod(1n), many, 100);
		expect(revenue).toHaveLength(SOURCES_KEPT + 1);
		expect(revenue.reduce((sum, { amount }) => sum + amount, 0n)).toBe(100n);
	});
});

/** A chain of events over memory, read a few blocks at a time, and workers that die at their store's calls. */
function worldOf(events: HistoryEvent[], lastBlock: number, stepBlocks: number) {
	const store = memoryStore();
	const hashOf = (block: number): Hex => word(block);
	let dieIn = Number.POSITIVE_INFINITY;
	const dying = new Proxy(store.history, {
		get:
			(target, name) =>
			async (...args: never[]) => {
				if (dieIn-- <= 0) throw new Error("killed");
				return (target[name as keyof HistoryStore] as (...given: never[]) => Promise<unknown>)(...args);
			},
	});
	const token = { id: "t", startBlock: 1 } as Token;
	const ports = {
		store: { ...store, history: dying },
		nowMs: () => 0,
		log: { info: () => undefined, warn: () => undefined },
		dialect: () => ({
			history: async (from: number, to: number) => {
				const last = Math.min(to, from + stepBlocks - 1);
				return {
					events: events.filter(({ blockNumber }) => blockNumber >= from && blockNumber <= last),
					beforeHash: hashOf(from - 1),
					lastBlock: { number: last, hash: hashOf(last), timestampSec: 0 },
				};
			},
		}),
	} as unknown as Ports;
	return {
		store,
		start: () => store.ledger.moveCursor("t", { ...startCursor(1), version: 1, blockNumber: lastBlock }),
		work: async (calls = Number.POSITIVE_INFINITY): Promise<void> => {
			dieIn = calls;
			await extendHistory(ports, token, 1).catch(() => undefined);
		},
	};
}

describe("a token's history", () => {
	const anEvent = fc.record({
		block: fc.integer({ min: 1, max: 20 }),
		who: fc.integer({ min: 1, max: 4 }),
		kind: fc.integer({ min: 0, max: 2 }),
	});
	test("is the same wherever workers die and however many blocks they read", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(anEvent, { maxLength: 25 }),
				fc.integer({ min: 1, max: 7 }),
				fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }),
				async (drawn, step, deaths) => {
					let taken = 0n;
					const events = drawn
						.toSorted((a, b) => a.block - b.block)
						.flatMap(({ block, who, kind }, at): HistoryEvent[] => {
							const own = { blockNumber: block, logIndex: at, transactionHash: word(at) };
							if (kind === 0) return [{ ...inflow(block, BigInt(who), someone(who)), ...own }];
							if (kind === 1) return [{ ...snapshot(block, ++taken), ...own }];
							return taken > 0n ? [{ ...payout(block, taken, someone(who), 1n), ...own }] : [];
						});
					const world = worldOf(events, 20, step);
					await world.start();
					for (const calls of deaths) await world.work(calls);
					await world.work();
					const head = await world.store.history.head("t");
					const periods = await world.store.history.periods("t", 0, 100);
					const sum = (kind: HistoryEvent["kind"]) =>
						events.reduce((all, one) => all + (one.kind === kind && "amount" in one ? one.amount : 0n), 0n);
					const total = (of: "revenue" | "paid") =>
						periods.reduce((all, one) => all + one[of].reduce((own, { amount }) => own + amount, 0n), 0n);
					const holders = new Set(events.flatMap((one) => (one.kind === "payout" ? [one.holder] : [])));
					expect([total("revenue"), total("paid")]).toEqual([sum("inflow"), sum("payout")]);
					expect(head).toMatchObject({
						blockNumber: 20,
						openSnapshotId: taken + 1n,
						holderCount: holders.size,
						payoutCount: events.filter(({ kind }) => kind === "payout").length,
					});
					expect(periods.filter(({ takenAtBlock }) => takenAtBlock !== undefined)).toHaveLength(Number(taken));
				},
			),
			{ numRuns: 60 },
		);
	});
	test("is summed up anew when the chain below it was replaced", async () => {
		const world = worldOf([inflow(3, 5n)], 20, 7);
		await world.start();
		const lost = { ...startHead(1, 1), blockNumber: 9, blockHash: word(99) };
		await world.store.history.moveHead("t", lost);
		await world.work();
		expect(await world.store.history.head("t")).toMatchObject({ generation: 1, blockNumber: 20 });
		expect(await world.store.history.periods("t", 1, 5)).toMatchObject([{ revenue: [{ amount: 5n }] }]);
	});
});
