import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { openDialect } from "../../functions/adapters/chain/dialects/open-dialect.ts";
import { evmChain } from "../../functions/adapters/chain/evm.ts";
import { extendLedger } from "../../functions/app/extend-ledger.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { ETH } from "../../functions/core/hex.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { ETHER, type ForeignWorld, foreignWorld, ledger } from "../given/foreign.ts";
import { FOREVER, holderAt, startWorld, type World } from "../given/world.ts";

const urlOf = (world: World): string => world.provider._getConnection().url;

describe("the ledger of a token without events", () => {
	let world: World;
	let foreign: ForeignWorld;
	beforeEach(async () => {
		world = await startWorld(2);
		foreign = await foreignWorld(world, "OraToken", "ora", 100);
		const chain = evmChain({ ...foreign.ports.chainStage(31337), rpcUrls: [urlOf(world)], finality: 2 });
		const dialect = openDialect("ora", chain, foreign.token);
		foreign.ports = { ...foreign.ports, chain: () => chain, dialect: () => dialect };
	}, 60_000);
	afterEach(() => world.stop());
	const rowsOf = async () => (await foreign.ports.store.ledger.inflows("foreign", 50)).inflows;
	const extend = async (ports: Ports, token: Token): Promise<void> => {
		const step = extendLedger(ports, token);
		while ((await step(await ports.chain(token.chainId).block("finalized"))) === "on");
	};
	const sumOf = (rows: readonly { amount: bigint }[]) => rows.reduce((sum, { amount }) => sum + amount, 0n);

	test("holds each wei once after a reorg of 40 blocks that two confirmations had made final", async () => {
		const { ports, token } = foreign;
		await foreign.earn(5n);
		for (let n = 0; n < 20; n++) {
			await foreign.earn(BigInt(100 + n));
			await world.mine(2);
			await watchToken(ports, token, FOREVER);
		}
		const before = await rowsOf();
		await world.rpc("anvil_reorg", [40, []]);
		world.operator.reset();
		await foreign.earn(7_777n);
		await world.mine(4);
		await watchToken(ports, token, FOREVER);
		const heldWei = await world.balance(token.address);
		const after = await rowsOf();
		expect(sumOf(after)).toBe(heldWei);
		expect(heldWei).toBeLessThan(sumOf(before) + 7_777n);
		expect(await ports.store.ledger.cursor(token.id)).toMatchObject({
			generation: 1,
			inflowCount: after.length,
			totals: { [ETH]: heldWei },
		});
	}, 60_000);

	test("gets the rows of a worker that died before it wrote them, whose state is gone by then, and no row twice", async () => {
		const { ports, token } = foreign;
		await foreign.earn(11n);
		await world.mine(3);
		const died = { ...ports.store.ledger, append: () => Promise.reject(new Error("killed")) };
		const dying = { ...ports, store: { ...ports.store, ledger: died } };
		await expect(watchToken(dying, token, FOREVER)).rejects.toThrow("killed");
		expect(await rowsOf()).toEqual([]);
		await foreign.earn(13n);
		await world.mine(3);
		const head = (await ports.chain(31337).block("finalized")).number;
		// All state before the head is lost.
		const forgetful: Chain = {
			...ports.chain(31337),
			calls: async (calls, at) => {
				const known = typeof at !== "object" || at.blockHash === (await ports.chain(31337).hashAt(head));
				return known
					? ports.chain(31337).calls(calls, at)
					: calls.map(() => ({ ok: false, reverted: false, revertBytes: "0x", message: "missing trie node" }));
			},
		};
		const dialect = openDialect("ora", forgetful, token);
		const next = { ...ports, chain: () => forgetful, dialect: () => dialect };
		for (let run = 0; run < 2; run++) await extend(next, token);
		expect((await rowsOf()).map(({ amount }) => amount)).toEqual([13n, 11n]);
	}, 60_000);

	test("says so when no node has the state of the finalised head, and books nothing wrong", async () => {
		const { ports, token } = foreign;
		await foreign.earn(11n);
		await world.mine(3);
		const chain: Chain = {
			...ports.chain(31337),
			calls: async (calls) =>
				calls.map(() => ({ ok: false, reverted: false, revertBytes: "0x", message: "missing trie node" })),
		};
		const dialect = openDialect("ora", chain, token);
		await expect(extend({ ...ports, dialect: () => dialect }, token)).rejects.toMatchObject({
			code: "rpc_unavailable",
		});
		await watchToken(ports, token, FOREVER);
		expect((await rowsOf()).map(({ amount }) => amount)).toEqual([11n]);
	}, 60_000);

	test("waits for a node that is busy, and does not take its state for lost", async () => {
		const { ports, token } = foreign;
		const whole = ports.chain(31337);
		await foreign.earn(11n);
		await world.rpc("evm_increaseTime", [200]);
		await foreign.snapshot();
		await foreign.asHolder(world.holders[0] as HDNodeWallet, "claim", 1n);
		await foreign.earn(13n);
		await world.mine(3);
		let calls = 0;
		const busy: Chain = {
			...whole,
			calls: async (asked, at) =>
				++calls === 2
					? asked.map(() => ({ ok: false, reverted: false, revertBytes: "0x", message: "429", trouble: "limited" }))
					: whole.calls(asked, at),
		};
		const dialect = openDialect("ora", busy, token);
		const next = { ...ports, dialect: () => dialect };
		await expect(extend(next, token)).rejects.toMatchObject({ code: "rpc_unavailable" });
		expect(await rowsOf()).toEqual([]);
		await extend(next, token);
		expect(sumOf(await rowsOf())).toBe(24n);
	}, 60_000);

	test("misses nothing that was sent in the very block of a snapshot and of a claim, and counts nothing that came back", async () => {
		const { token, contract } = foreign;
		await foreign.earn(10_000n);
		await world.rpc("evm_increaseTime", [200]);
		await foreign.snapshot();
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([10_000n]);
		await world.rpc("evm_increaseTime", [200]);
		const { operator } = world;
		const data = contract.interface.encodeFunctionData("snapshot");
		await operator.sendTransaction({ to: token.address, value: 500n });
		await operator.sendTransaction({ to: token.address, data, gasLimit: 400_000n });
		await operator.sendTransaction({ to: token.address, data, gasLimit: 400_000n, value: 7n }); // not payable
		await foreign.asHolder(holderAt(world, 1), "claim", 1n); // mines all four
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([500n, 10_000n]);
		expect(await world.balance(token.address)).toBeLessThan(10_000n); // readings alone would have found nothing
	}, 60_000);

	test("books a token that takes a snapshot in every block range by range, to the wei", async () => {
		const { ports } = foreign;
		const busy = await foreignWorld(world, "OraToken", "ora", 0);
		const dialect = openDialect("ora", ports.chain(31337), busy.token);
		for (let n = 0; n < 40; n++) {
			await busy.earn(BigInt(n + 1));
			await busy.snapshot();
		}
		await world.mine(3);
		await watchToken({ ...ports, tokens: [busy.token], dialect: () => dialect }, busy.token, FOREVER);
		expect(sumOf(await rowsOf())).toBe(820n);
	}, 60_000);
});

describe("a node that forgets old state", () => {
	let world: World;
	let foreign: ForeignWorld;
	beforeAll(async () => {
		world = await startWorld(2, 20);
		foreign = await foreignWorld(world, "OraToken", "ora", 100);
		const { chainStage } = foreign.ports;
		foreign.ports = { ...foreign.ports, chainStage: (id) => ({ ...chainStage(id), logRange: 100 }) };
	}, 60_000);
	afterAll(() => world.stop());

	test("costs a token without events no inflow: what came in a long gap is one row, at its first block", async () => {
		const { ports, token } = foreign;
		await foreign.earn(5n);
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([5n]);
		const cursor = await ports.store.ledger.cursor(token.id);
		await world.mine(120);
		await foreign.earn(ETHER);
		await world.mine(150);
		await foreign.earn(7n);
		await world.mine(120);
		expect(await ledger(foreign)).toEqual([ETHER + 7n, 5n]);
		const [gap] = (await ports.store.ledger.inflows(token.id, 1)).inflows;
		expect(gap?.blockNumber).toBe((cursor?.blockNumber ?? 0) + 1);
		expect(gap?.derived?.lastBlock).toBe((await ports.chain(token.chainId).block("finalized")).number);
	}, 60_000);

	test("leaves a lower bound where a snapshot fell into the gap, and the ledger is exact again after it", async () => {
		const before = await ledger(foreign);
		await foreign.earn(11n);
		await world.mine(60);
		await foreign.snapshot();
		await foreign.asHolder(holderAt(world, 1), "claim", 1n);
		await world.mine(60);
		await foreign.earn(13n);
		await world.mine(30);
		const warned: string[] = [];
		const log = { info: () => undefined, warn: (name: string) => void warned.push(name) };
		const rows = await ledger({ ...foreign, ports: { ...foreign.ports, log } });
		expect(warned).toEqual(["ledger_least_known"]);
		expect(rows.slice(1)).toEqual(before);
		expect(rows[0]).toBe(13n); // 24 came; the claim has hidden the rest
		await foreign.earn(17n);
		await world.mine(3);
		expect((await ledger(foreign))[0]).toBe(17n);
		expect(warned).toHaveLength(1);
	}, 60_000);
});
