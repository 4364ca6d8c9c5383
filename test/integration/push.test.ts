import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { withKillPoints, withoutLeases } from "../given/kill-points.ts";
import { backlogOf, expectPaid, pay, pushing } from "../given/pushing.ts";
import { act, addressOf, deployInto } from "../given/revenue.ts";
import { carry, claimsOf, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const HOLDERS = 6;
let world: World;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
	await world.mine(70); // what is behind the first blocks is final
	ports = pushing(world);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => ports.tokens[0] as Token;
const waiting = async (): Promise<Claim[]> => (await ports.store.claims.waiting(LANE, 100)).claims;

describe("a token that pays without being asked", () => {
	test("pays everybody after each snapshot, most owed first, in one transaction, and nobody again", async () => {
		for (let round = 0; round < 2; round++) {
			await world.earnAndSnapshot(10n ** 18n);
			await pay(ports);
			const claims = await waiting();
			expect(claims).toHaveLength(HOLDERS);
			const due = claims.map(({ dueWei }) => dueWei);
			expect(due).toEqual(due.toSorted((a, b) => (a < b ? 1 : -1)));
			expect(await backlogOf(ports)).toEqual({ holders: 0, owedWei: 0n });
			await carry(world, ports);
			await pay(ports);
			expect(await waiting()).toEqual([]);
			await expectPaid(world, world.holders);
		}
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(2);
	}, 60_000);
	test("pays who held it at the snapshot, whatever was sold since, and asks for nothing before that is final", async () => {
		const [seller, other] = world.holders as [HDNodeWallet, HDNodeWallet];
		const buyer = "0x00000000000000000000000000000000000b0b01";
		await world.earnAndSnapshot(10n ** 18n);
		await world.rpc("anvil_impersonateAccount", [seller.address]);
		const data = world.token.interface.encodeFunctionData("transfer", [buyer, 10n ** 24n]);
		await world.rpc("anvil_setBalance", [seller.address, "0xde0b6b3a7640000"]);
		await world.rpc("eth_sendTransaction", [{ from: seller.address, to: token().address, data, gas: "0x60000" }]);
		await world.mine(4);
		await world.rpc("anvil_setBalance", [seller.address, "0x0"]);
		await pay(ports);
		await carry(world, ports);
		await expectPaid(world, [seller, other]);
		expect(await world.balance(buyer)).toBe(0n);
		await world.earnAndSnapshot(10n ** 18n);
		await pay(ports);
		await carry(world, ports);
		expect(await world.balance(buyer)).toBe(await owedWei(world, buyer));
		expect(await world.balance(buyer)).toBeGreaterThan(0n);
	}, 60_000);
	test("does not pay what is worth less than its gas, until gas is cheaper; nobody's turn is lost", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const dear = pushing(world, { minWorthPercent: 10 ** 9 });
		await pay(dear);
		expect(await waiting()).toEqual([]);
		const backlog = await backlogOf(dear);
		const owed = await Promise.all(world.holders.map((holder) => owedWei(world, holder.address)));
		expect(backlog).toEqual({ holders: HOLDERS, owedWei: owed.reduce((sum, wei) => sum + wei, 0n) });
		await pay(ports);
		await carry(world, ports);
		await expectPaid(world, world.holders);
	}, 60_000);
	test("pays whoever is worth his gas, however many above him are dearer to pay than they are owed", async () => {
		const [rich] = world.holders.slice(-1) as [HDNodeWallet];
		const empty = Array.from({ length: 40 }, (_, nth) => `0x${(0xdead0000 + nth).toString(16).padStart(40, "0")}`);
		const small = "0x00000000000000000000000000000000000b0b03";
		await world.rpc("anvil_setBalance", [small, "0x1"]); // he costs 25,000 gas less
		await world.rpc("anvil_setBalance", [rich.address, "0xde0b6b3a7640000"]);
		await world.rpc("anvil_impersonateAccount", [rich.address]);
		for (const to of [...empty, small]) {
			const amount = to === small ? 65n * 10n ** 21n : 10n ** 23n;
			const data = world.token.interface.encodeFunctionData("transfer", [to, amount]);
			await world.rpc("eth_sendTransaction", [{ from: rich.address, to: token().address, data, gas: "0x60000" }]);
		}
		await world.mine(4);
		await world.earnAndSnapshot(10n ** 18n);
		const { baseFeeWei, tipWei } = await ports.chain(token().chainId).market();
		const owed = await owedWei(world, small);
		const minWorthPercent = Number((owed * 100n) / (24_000n * (baseFeeWei + tipWei)));
		await pay(pushing(world, { minWorthPercent }));
		const paid = (await waiting()).map(({ holder }) => holder.toLowerCase());
		expect(paid).toContain(small);
		expect(paid).toHaveLength(HOLDERS + 1);
		expect(await backlogOf(ports)).toMatchObject({ holders: 40 });
	}, 60_000);
	test("stays within the day's budget: the most owed today, the rest tomorrow", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const cost = 47_000n * 3n * 10n ** 9n; // a claim for an empty account, at most
		const tight = (laterMs: number) => pushing(world, { dailyBudgetWei: cost * 2n }, laterMs);
		await pay(tight(0));
		const today = await waiting();
		expect(today.length).toBeGreaterThan(0);
		expect(today.length).toBeLessThan(HOLDERS);
		const owed = await Promise.all(world.holders.map(async (one) => [await owedWei(world, one.address), one] as const));
		const most = owed.toSorted(([a], [b]) => (a < b ? 1 : -1)).map(([, { address: holder }]) => holder);
		expect(today.map(({ holder }) => holder)).toEqual(most.slice(0, today.length));
		await pay(tight(0));
		expect((await waiting()).length).toBe(today.length);
		for (let day = 1; day < 8; day++) await pay(tight(day * 86_400_000));
		await carry(world, ports);
		await expectPaid(world, world.holders);
	}, 60_000);
	test("pays a contract that has set a recipient, and leaves out one that has not", async () => {
		const give = async (to: Address, from: HDNodeWallet) => {
			await world.rpc("anvil_setBalance", [from.address, "0xde0b6b3a7640000"]);
			const sender = from.connect(world.provider);
			await world.token.connect(sender).getFunction("transfer")(to, 10n ** 23n, { gasLimit: 300_000 });
			await world.mine();
		};
		const operator = (await world.operator.getAddress()) as Address;
		const [silent, asking] = [
			await deployInto(world, "WalletAccount", operator),
			await deployInto(world, "WalletAccount", operator),
		];
		for (const one of [silent, asking]) await give(await addressOf(one), world.holders[0] as HDNodeWallet);
		const recipient = await addressOf(asking);
		const data = world.token.interface.encodeFunctionData("setRecipient", [recipient]);
		await act(world, asking, "run", token().address, data);
		await world.earnAndSnapshot(10n ** 18n);
		await pay(ports);
		await carry(world, ports);
		expect(await world.balance(recipient)).toBe(await owedWei(world, recipient));
		expect(await world.balance(await addressOf(silent))).toBe(0n);
		expect((await ports.store.claims.ofHolder(await addressOf(silent), 5)).claims).toEqual([]);
		expect(await backlogOf(ports)).toEqual({ holders: 0, owedWei: 0n });
	}, 60_000);
});

describe("a payout that dies", () => {
	/** Each line, and at the how manieth time it dies there. */
	const lines = [
		["payouts.add", 1],
		["payouts.moveCursor", 1],
		["payouts.update", 3],
		["payouts.setWeighing", 1],
		["slots.take", 3],
		["counters.add", 3],
		["claims.insert", 3],
		["payouts.update", HOLDERS + 2], // the second one who leaves the queue
	] as const;
	test.each(lines.flatMap(([line, nth]) => [[line, nth, "before"] as const, [line, nth, "after"] as const]))(
		"at %s for the %ith time, %s it is done, is finished by the next run: everybody is paid once",
		async (line, nth, when) => {
			await world.earnAndSnapshot(10n ** 18n);
			const budget = { dailyBudgetWei: 10n ** 18n };
			let left: number = nth;
			const dying = withKillPoints(pushing(world, budget), (method, at) => {
				if (left > 0 && method === line && at === when && --left === 0) throw new Error("killed");
			});
			let deaths = 0;
			for (let turn = 0; turn < 4; turn++) await pay(dying).catch(() => void deaths++);
			expect(deaths).toBe(1);
			// A slot that was taken for a claim that never came is free after a while.
			for (const laterMs of [0, 40_000]) {
				await pay(pushing(world, budget, laterMs));
				await carry(world, ports);
			}
			await expectPaid(world, world.holders);
			for (const holder of world.holders) expect(await claimsOf(ports, holder)).toHaveLength(1);
			expect(await backlogOf(ports)).toEqual({ holders: 0, owedWei: 0n });
		},
		60_000,
	);
	test("or is run by many at once without leases pays everybody once", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		await Promise.all(Array.from({ length: 5 }, () => pay(withoutLeases(ports)).catch(() => undefined)));
		await pay(pushing(world, {}, 40_000));
		await carry(world, ports);
		await expectPaid(world, world.holders);
		for (const holder of world.holders) expect(await claimsOf(ports, holder)).toHaveLength(1);
	}, 60_000);
});

test("a reorg of the transfers, however deep, leaves no holder out", async () => {
	await pay(ports);
	const before = await ports.store.payouts.cursor(TOKEN_ID);
	const snapshotId = await world.rpc<string>("evm_snapshot");
	await world.mine(5);
	await pay(ports);
	await world.rpc("evm_revert", [snapshotId]);
	const newcomer = "0x00000000000000000000000000000000000b0b02";
	const [giver] = world.holders as [HDNodeWallet];
	await world.rpc("anvil_setBalance", [giver.address, "0xde0b6b3a7640000"]);
	const sender = giver.connect(world.provider);
	await world.token.connect(sender).getFunction("transfer")(newcomer, 10n ** 23n, { gasLimit: 300_000 });
	await world.mine(9);
	expect((await ports.store.payouts.cursor(TOKEN_ID))?.blockNumber).toBeGreaterThan(before?.blockNumber ?? 0);
	await world.earnAndSnapshot(10n ** 18n);
	await pay(ports);
	await carry(world, ports);
	expect(await world.balance(newcomer)).toBe(await owedWei(world, newcomer));
	expect(await world.balance(newcomer)).toBeGreaterThan(0n);
}, 60_000);
