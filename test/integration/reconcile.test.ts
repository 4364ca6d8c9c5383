import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Contract } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { inspectTokens } from "../../functions/app/inspect-tokens.ts";
import { listInflows } from "../../functions/app/list-inflows.ts";
import { reconcileLedger } from "../../functions/app/reconcile-ledger.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import type { Notice } from "../../functions/core/notice.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { dice } from "../given/dice.ts";
import { deployInto } from "../given/revenue.ts";
import { startWorld, type World } from "../given/world.ts";

const HOUR = 3_600;
let world: World;
let ports: Ports;
let notices: Notice[];
let share: Contract;
let asset: Contract;
let token: Token;

const deploy = (name: string, ...args: unknown[]): Promise<Contract> => deployInto(world, name, ...args);
const at = (contract: Contract): Address => contract.target as Address;
const call = async (contract: Contract, name: string, ...args: unknown[]): Promise<void> => {
	await contract.getFunction(name)(...args, { gasLimit: 2_000_000 });
	await world.mine();
};
/** ETH that no function of the token sees: a contract that destroys itself in its constructor. */
const force = async (wei: bigint): Promise<void> => {
	await world.operator.sendTransaction({ data: `0x73${at(share).slice(2)}ff`, value: wei, gasLimit: 200_000 });
	await world.mine();
};
const send = async (wei: bigint): Promise<void> => {
	await world.operator.sendTransaction({ to: at(share), value: wei, gasLimit: 100_000 });
	await world.mine();
};
const later = (seconds: number): Promise<unknown> => world.rpc("evm_increaseTime", [seconds]);
const told = <K extends Notice["kind"]>(kind: K) => notices.filter((one) => one.kind === kind);
/** Watches to the finalised head and compares. */
const look = async (): Promise<void> => {
	await world.mine(4);
	await watchToken(ports, token, Number.POSITIVE_INFINITY);
	expect(await reconcileLedger(ports, token)).toBe(true);
};
/** The ledger's side and the token's, at the same block. */
const sides = async (of: Address) => {
	const cursor = await ports.store.ledger.cursor(token.id);
	const told = await ports.dialect(token).books(cursor?.blockHash ?? "0x", cursor?.outflows ?? {});
	const one = told?.books.find((each) => each.asset === of);
	return {
		arrived: (cursor?.totals[of] ?? 0n) + (cursor?.unattributed?.[of] ?? 0n),
		unattributed: cursor?.unattributed?.[of] ?? 0n,
		there: (one?.held ?? 0n) + (one?.paid ?? 0n),
		paid: one?.paid ?? 0n,
	};
};

beforeAll(async () => {
	world = await startWorld(3);
	await world.mine();
	const notifier = memoryNotifier();
	notices = notifier.notices;
	asset = await deploy("TestAsset", "USD", 6);
	const operator = await world.operator.getAddress();
	const startBlock = await world.provider.getBlockNumber();
	share = await deploy("RevenueShareToken", {
		name: "Share",
		symbol: "S",
		contractURI: "",
		holders: [...world.holders.map(({ address }) => address), operator],
		amounts: [1n, 2n, 3n, 4n].map((n) => n * 10n ** 20n + n),
		treasury: operator,
		forwarder: at(world.forwarder),
		claimShareBps: 7_777,
		firstSnapshotAt: 0n,
		snapshotInterval: 1,
		claimWindow: HOUR,
		minRevenueWei: 1n,
		assets: [{ token: at(asset), minRevenue: 1n }],
		nonEarning: [],
	});
	token = { ...(world.ports.tokens[0] as Token), id: "share", address: at(share), startBlock };
	ports = { ...world.ports, notifier, tokens: [token] };
}, 60_000);
afterAll(() => world.stop());

/** The chain's time is what snapshots go by, and these tests move it. */
const onChainTime = async (): Promise<Ports> => {
	const nowMs = 1_000 * ((await world.provider.getBlock("latest"))?.timestamp ?? 0);
	return { ...ports, nowMs: () => nowMs };
};

test("a snapshot is told of when it is final", async () => {
	await send(10n ** 18n);
	await call(share, "snapshot");
	await inspectTokens(await onChainTime(), [token], Number.POSITIVE_INFINITY);
	expect(notices).toEqual([]); // not final
	await world.mine(4);
	await inspectTokens(await onChainTime(), [token], Number.POSITIVE_INFINITY);
	const [claimableWei] = await share.getFunction("snapshotRevenue")(1n, ETH);
	const { takenAt } = await share.getFunction("snapshotInfo")(1n);
	const about = { tokenId: "share", snapshotId: 1n };
	expect(told("snapshot.taken")).toEqual([
		{ kind: "snapshot.taken", ...about, takenAtSec: Number(takenAt), claimableWei, claimableAssets: [] },
	]);
}, 60_000);

describe("ledger and token", () => {
	test("are the same to the wei after any mixture of arrivals, snapshots, claims, burns and recycling", async () => {
		const roll = dice("reconcile");
		const amount = (): bigint => BigInt(roll.below(1e9)) * 1_000_000n + 7n;
		let forcedWei = 0n;
		const operator = await world.operator.getAddress();
		const steps: Record<string, () => Promise<void>> = {
			send: () => send(amount()),
			force: async () => {
				const wei = amount();
				forcedWei += wei;
				await force(wei);
			},
			erc20: () => call(asset, "mint", at(share), amount()),
			sync: () => call(share, "sync", at(asset)),
			snapshot: () => call(share, "snapshot"),
			claim: async () => {
				const newest = Number(await share.getFunction("currentSnapshotId")());
				if (newest > 0)
					await call(
						share,
						"claimForMany",
						world.holders.map(({ address }) => address),
						[newest],
					);
			},
			burn: () => call(share, "burn", 10n ** 18n),
			recycle: async () => {
				const newest = Number(await share.getFunction("currentSnapshotId")());
				await later(HOUR + 2);
				if (newest > 0) await call(share, "recycle", 1 + roll.below(newest));
			},
			treasury: () => call(share, "sendToTreasury", at(world.token)),
		};
		const names = Object.keys(steps);
		for (let turn = 0; turn < 60; turn++) {
			await steps[roll.pick(names)]?.();
			if (turn % 6 !== 5) continue;
			await look();
			const eth = await sides(ETH);
			expect([turn, eth.arrived, eth.unattributed]).toEqual([turn, eth.there, forcedWei]);
		}
		expect(BigInt(await share.getFunction("currentSnapshotId")())).toBeGreaterThan(2n);
		expect((await sides(ETH)).paid).toBeGreaterThan(0n);
		// ERC-20s are told of at a snapshot or a sync.
		await call(share, "sync", at(asset));
		await look();
		const erc20 = await sides(at(asset));
		expect(erc20.arrived).toBe(erc20.there);
		expect(erc20.arrived).toBeGreaterThan(0n);
		expect(told("ledger.gap")).toEqual([]);
		// The last holder out: what nobody owns any more goes to the treasury, and is paid, too.
		for (const [n, holder] of world.holders.entries()) {
			await world.rpc("anvil_setBalance", [holder.address, "0xde0b6b3a7640000"]);
			const own = share.connect(holder.connect(world.provider)) as Contract;
			await call(own, "transfer", operator, BigInt(n + 1) * 10n ** 20n + BigInt(n + 1));
		}
		await call(share, "burn", await share.getFunction("balanceOf")(operator));
		await send(10n ** 15n);
		await call(share, "sendToTreasury", ETH);
		await call(share, "sendToTreasury", at(asset));
		await look();
		const left = await sides(ETH);
		expect(left.arrived).toBe(left.there);
		expect(told("ledger.gap")).toEqual([]);
	}, 120_000);

	test("that differ by what the token lost are told of once, and anew when it happens again", async () => {
		const balance = await world.provider.getBalance(at(share));
		const set = (wei: bigint) => world.rpc("anvil_setBalance", [at(share), `0x${wei.toString(16)}`]);
		await send(1_000n);
		for (let time = 1; time <= 2; time++) {
			await set(balance); // 1000 wei are gone
			await look();
			await look();
			expect(told("ledger.gap")).toHaveLength(time);
			await set(balance + 1_000n);
			await look();
			await ports.sleep(5);
		}
		expect(told("ledger.gap")[0]).toMatchObject({ tokenId: "share", asset: ETH, missing: 1_000n });
	}, 60_000);

	test.each([
		["reverts", "0x60006000fd"],
		["halts", "0xfe"],
		["is gone", "0x"],
		["answers with half a word", "0x60106000f3"],
	])(
		"are compared for all assets but a listed ERC-20 that %s, which is told of",
		async (_how, code) => {
			const before = [told("ledger.gap").length, told("asset.unreadable").length] as const;
			const [balance, whole] = await Promise.all([
				world.provider.getBalance(at(share)),
				world.provider.getCode(at(asset)),
			]);
			await world.rpc("anvil_setCode", [at(asset), code]);
			await world.rpc("anvil_setBalance", [at(share), `0x${(balance - 5n).toString(16)}`]);
			await look();
			await look();
			await world.rpc("anvil_setBalance", [at(share), `0x${balance.toString(16)}`]);
			await world.rpc("anvil_setCode", [at(asset), whole]);
			expect(told("ledger.gap").slice(before[0])).toMatchObject([{ asset: ETH, missing: 5n }]);
			expect(told("asset.unreadable").slice(before[1])).toMatchObject([{ tokenId: "share", asset: at(asset) }]);
			await look();
			await ports.sleep(5);
			expect(await ports.store.notices.begin(`token/share/${at(asset)}/unreadable`, 1)).toBe(1);
			await ports.store.notices.end(`token/share/${at(asset)}/unreadable`);
		},
		60_000,
	);

	test("are not compared where the token's books can't tell", async () => {
		const dialect = ports.dialect(token);
		const blind = { ...ports, dialect: () => ({ ...dialect, books: async () => undefined }) };
		expect(await reconcileLedger(blind, token)).toBe(false);
	});
});

test("an inflow shows where it came from, as far as the stage file says", async () => {
	const operator = (await world.operator.getAddress()) as Address;
	const origins = async (sources: Token["sources"]) => {
		const named = { ...ports, tokens: [{ ...token, sources }] };
		const { inflows } = await listInflows(named, "share", { limit: 200 });
		return new Set(inflows.map(({ origin, asset: of }) => `${of === ETH ? "ETH" : "ERC-20"} ${origin}`));
	};
	expect(await origins([])).toEqual(new Set(["ETH plain", "ERC-20 unknown"]));
	expect(await origins([{ address: operator, kind: "collection" }])).toEqual(
		new Set(["ETH collection", "ERC-20 unknown"]),
	);
});
