import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { extendLedger } from "../../functions/app/extend-ledger.ts";
import { ETH } from "../../functions/core/hex.ts";
import type { Inflow, TokenReading } from "../../functions/core/inflow.ts";
import type { LedgerStore } from "../../functions/core/ports/ledger-store.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { type ModelChain, modelChain } from "../given/model-chain.ts";
import { freshName, type Open } from "./fresh.ts";

/** What runs before each call of a port: it may wait, or be the worker's end. */
type Gate = () => Promise<void>;
const open_: Gate = async () => undefined;

class Killed extends Error {}

/** As much of the ports as extends a ledger. */
function portsOn(
	chain: ModelChain,
	ledger: LedgerStore,
	most: number,
	gate: Gate,
	read: "inflows" | "derivedInflows" = "inflows",
): Ports {
	const gated =
		<A extends unknown[], R>(work: (...args: A) => R | Promise<R>) =>
		async (...args: A): Promise<R> => {
			await gate();
			return work(...args);
		};
	const gatedLedger: LedgerStore = {
		cursor: gated(ledger.cursor),
		moveCursor: gated(ledger.moveCursor),
		// Rows are written one by one: a worker may die between two of them.
		append: async (inflows, generation) => {
			for (const row of inflows) await gated(ledger.append)([row], generation);
		},
		removeSuperseded: gated(ledger.removeSuperseded),
		inflows: ledger.inflows,
	};
	return {
		store: { ledger: gatedLedger },
		chain: () => ({ hashAt: gated(chain.hashAt), block: gated(chain.finalized) }),
		dialect: () => ({
			inflows: gated((from: number, to: number, before?: TokenReading) => chain[read](from, to, most, before)),
		}),
		notifier: { notify: gated(async () => undefined) },
		log: { info: () => undefined, warn: () => undefined },
	} as unknown as Ports;
}

async function run(ports: Ports, token: Token, steps: number): Promise<void> {
	const step = extendLedger(ports, token);
	for (let n = 0; n < steps; n++) if ((await step(await ports.chain(1).block("finalized"))) !== "on") return;
}

async function listed(ledger: LedgerStore, tokenId: string): Promise<Inflow[]> {
	const all: Inflow[] = [];
	let after: string | undefined;
	do {
		const page = await ledger.inflows(tokenId, 100, after);
		all.push(...page.inflows);
		after = page.next;
	} while (after !== undefined);
	return all;
}

const sumOf = (rows: readonly Inflow[]): bigint => rows.reduce((sum, { amount }) => sum + amount, 0n);
const seeds = (min: number, max: number) =>
	fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: min, maxLength: max });
const event = fc.oneof(
	seeds(1, 40).map((blocks) => ({ depth: 0, blocks })),
	fc.record({ depth: fc.integer({ min: 1, max: 64 }), blocks: seeds(1, 70) }),
	// The branch that was there before comes back, or one like it.
	fc.integer({ min: 1, max: 5 }).map((depth) => ({ depth, blocks: Array<number>(depth).fill(1) })),
);
const worker = fc.record({
	most: fc.integer({ min: 1, max: 30 }),
	steps: fc.integer({ min: 1, max: 12 }),
	/** It dies before its so many-th call. */
	diesAt: fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined }),
});

/** Watching over a store: docs/design.md, section 7. */
export function watchingSuite(open: Open, numRuns: number): void {
	describe("a ledger that is watched", () => {
		const check = async (chain: ModelChain, token: Token): Promise<void> => {
			const { ledger } = open();
			chain.grow(Array<number>(80).fill(0)); // longer than any branch before
			await run(portsOn(chain, ledger, 50, open_), token, 10_000);
			const expected = chain.ledger();
			const cursor = await ledger.cursor(token.id);
			expect(cursor).toMatchObject({ blockNumber: chain.finalized().number, blockHash: chain.finalized().hash });
			expect(cursor?.inflowCount).toBe(expected.length);
			expect(Object.values(cursor?.totals ?? {}).reduce((sum, one) => sum + one, 0n)).toBe(
				expected.reduce((sum, { amount }) => sum + amount, 0n),
			);
			expect(cursor).not.toHaveProperty("unwrittenFrom");
			expect(await listed(ledger, token.id)).toEqual(expected);
		};
		const aToken = (startBlock: number): Token => ({ id: freshName(), chainId: 1, startBlock }) as Token;

		test("holds after any growth, reorgs and deaths what reading the final chain once gives", async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.tuple(event, fc.array(worker, { maxLength: 2 })), { minLength: 1, maxLength: 8 }),
					fc.integer({ min: 0, max: 3 }),
					async (turns, confirmations) => {
						const token = aToken(0);
						const chain = modelChain(token.id, confirmations);
						for (const [{ depth, blocks }, workers] of turns) {
							chain.reorg(depth, blocks);
							for (const { most, steps, diesAt } of workers) {
								let calls = 0;
								const gate = async () => {
									if (++calls === diesAt) throw new Killed();
								};
								// A chain that became shorter is no answer, either.
								await run(portsOn(chain, open().ledger, most, gate), token, steps).catch(() => undefined);
							}
						}
						await check(chain, token);
					},
				),
				{ numRuns },
			);
		});

		test("of a token without events holds what came, once, after any growth, reorgs, deaths and forgotten states", async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.tuple(event, fc.array(worker, { maxLength: 2 })), { minLength: 1, maxLength: 8 }),
					async (turns) => {
						const token = aToken(0);
						const chain = modelChain(token.id, 1);
						const { ledger } = open();
						const ports = (most: number, gate: Gate) => portsOn(chain, ledger, most, gate, "derivedInflows");
						for (const [{ depth, blocks }, workers] of turns) {
							chain.reorg(depth, blocks);
							for (const { most, steps, diesAt } of workers) {
								let calls = 0;
								const gate = async () => {
									if (++calls === diesAt) throw new Killed();
								};
								await run(ports(most, gate), token, steps).catch(() => undefined);
							}
						}
						chain.grow(Array<number>(80).fill(0));
						await run(ports(50, open_), token, 10_000);
						const cursor = await ledger.cursor(token.id);
						const rows = await listed(ledger, token.id);
						const cameWei = sumOf(chain.ledger());
						expect(cursor).toMatchObject({ blockNumber: chain.finalized().number, inflowCount: rows.length });
						expect([sumOf(rows), cursor?.totals[ETH] ?? 0n]).toEqual([cameWei, cameWei]);
						for (const row of rows) expect(row.blockHash).toBe(chain.hashAt(row.blockNumber));
						for (const [at, { blockNumber }] of rows.entries())
							expect(rows[at + 1]?.derived?.lastBlock ?? -1).toBeLessThan(blockNumber);
					},
				),
				{ numRuns },
			);
		});

		test("holds the same with several workers at once, of which any may be slow or die while the chain changes", async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.scheduler(),
					fc.array(event, { minLength: 1, maxLength: 6 }),
					fc.array(worker, { minLength: 2, maxLength: 4 }),
					fc.integer({ min: 0, max: 2 }),
					async (scheduler, events, workers, confirmations) => {
						const token = aToken(0);
						const chain = modelChain(token.id, confirmations);
						chain.grow([1, 0, 2, 1, 0, 0, 1]);
						const running = workers.map(({ most, steps, diesAt }) => {
							let calls = 0;
							const gate = async () => {
								await scheduler.schedule(Promise.resolve());
								if (++calls === diesAt) throw new Killed();
							};
							return run(portsOn(chain, open().ledger, most, gate), token, steps).catch(() => undefined);
						});
						const changing = scheduler.scheduleSequence(
							events.map(
								({ depth, blocks }) =>
									async () =>
										chain.reorg(depth, blocks),
							),
						);
						await scheduler.waitFor(Promise.all([...running, changing.task]));
						await check(chain, token);
					},
				),
				{ numRuns },
			);
		});

		test("holds the same when two branches take turns between any two calls of workers that may die", async () => {
			const branch = fc.array(fc.constantFrom(0, 1, 2), { minLength: 3, maxLength: 6 });
			await fc.assert(
				fc.asyncProperty(
					branch,
					branch,
					fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
					fc.array(worker, { minLength: 1, maxLength: 6 }),
					async (one, other, changes, workers) => {
						const token = aToken(0);
						const chain = modelChain(token.id, 0);
						chain.grow([1, 0, 1, ...one]);
						let [now, next] = [one, other];
						let turn = 0;
						for (const { most, steps, diesAt } of workers) {
							let calls = 0;
							const gate = async () => {
								if (++calls === diesAt) throw new Killed();
								if (!changes[turn++]) return;
								chain.reorg(now.length, next);
								[now, next] = [next, now];
							};
							await run(portsOn(chain, open().ledger, Math.ceil(most / 6), gate), token, steps).catch(() => undefined);
						}
						await check(chain, token);
					},
				),
				{ numRuns: numRuns * 2 },
			);
		});

		test("starts where its token does", async () => {
			const token = aToken(5);
			const chain = modelChain(token.id, 0);
			chain.grow([1, 1, 1, 1, 1, 2]);
			await run(portsOn(chain, open().ledger, 2, open_), token, 100);
			expect((await listed(open().ledger, token.id)).map(({ blockNumber }) => blockNumber)).toEqual([6, 6, 5]);
		});
		test("is read anew when nothing that it remembers is left of the chain", async () => {
			const token = aToken(3);
			const chain = modelChain(token.id, 0);
			chain.grow(Array<number>(40).fill(1));
			await run(portsOn(chain, open().ledger, 7, open_), token, 100);
			chain.reorg(40, Array<number>(60).fill(2));
			await run(portsOn(chain, open().ledger, 7, open_), token, 100);
			expect(await open().ledger.cursor(token.id)).toMatchObject({ blockNumber: 60, generation: 1, inflowCount: 116 });
		});
		test("stays as it is while the chain is shorter than it was", async () => {
			const token = aToken(0);
			const chain = modelChain(token.id, 0);
			chain.grow(Array<number>(20).fill(1));
			const ports = portsOn(chain, open().ledger, 50, open_);
			await run(ports, token, 100);
			chain.reorg(10, [0]);
			await run(ports, token, 100);
			expect(await open().ledger.cursor(token.id)).toMatchObject({ blockNumber: 20, inflowCount: 20 });
		});
	});
}
