import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { optOutBody } from "../../functions/api.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { acceptOptOut } from "../../functions/app/accept-opt-out.ts";
import { describeOptOut } from "../../functions/app/describe-opt-out.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { payoutBacklog } from "../../functions/app/payout-backlog.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { withKillPoints, withoutLeases } from "../given/kill-points.ts";
import { act, addressOf, deployInto } from "../given/revenue.ts";
import { LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const HOLDERS = 6;
const FOREVER = Number.POSITIVE_INFINITY;
let world: World;
let ports: Ports;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
	await world.mine(70); // what is behind the first blocks is final
	ports = pushing();
}, 60_000);
afterEach(() => world.stop());

const pushing = (more: Partial<Token> = {}, laterMs = 0): Ports => ({
	...world.ports,
	tokens: world.ports.tokens.map((token) => ({ ...token, payout: "push" as const, ...more })),
	nowMs: () => Date.now() + laterMs,
});
const token = (of: Ports = ports): Token => of.tokens[0] as Token;
const address = (holder: HDNodeWallet | undefined): Address => holder?.address as Address;
const pay = (of: Ports = ports): Promise<void> => payOut(of, token(of), FOREVER);
async function carry(of: Ports = ports): Promise<void> {
	await relayLane(of, LANE);
	await world.mine(4);
	await settleLane(of, LANE, 0);
}
const waiting = async (): Promise<Claim[]> => (await ports.store.claims.waiting(LANE, 100)).claims;
const claimsOf = async (holder: HDNodeWallet | undefined) =>
	(await ports.store.claims.ofHolder(address(holder), 10)).claims;
/** Each of them has been paid all that he is owed, to the wei, and never more. */
async function expectPaid(holders: readonly HDNodeWallet[]): Promise<void> {
	for (const { address: holder } of holders) {
		const owed = await owedWei(world, holder);
		expect(owed).toBeGreaterThan(0n);
		expect([holder, await world.balance(holder)]).toEqual([holder, owed]);
	}
}

describe("a token that pays without being asked", () => {
	test("pays everybody after each snapshot, most owed first, in one transaction, and nobody again", async () => {
		for (let round = 0; round < 2; round++) {
			await world.earnAndSnapshot(10n ** 18n);
			await pay();
			const claims = await waiting();
			expect(claims).toHaveLength(HOLDERS);
			const due = claims.map(({ dueWei }) => dueWei);
			expect(due).toEqual(due.toSorted((a, b) => (a < b ? 1 : -1)));
			expect(await payoutBacklog(ports, token())).toEqual({ holders: 0, owedWei: 0n });
			await carry();
			await pay();
			expect(await waiting()).toEqual([]);
			await expectPaid(world.holders);
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
		await pay();
		await carry();
		await expectPaid([seller, other]);
		expect(await world.balance(buyer)).toBe(0n);
		await world.earnAndSnapshot(10n ** 18n);
		await pay();
		await carry();
		expect(await world.balance(buyer)).toBe(await owedWei(world, buyer));
		expect(await world.balance(buyer)).toBeGreaterThan(0n);
	}, 60_000);
	test("does not pay what is worth less than its gas, until gas is cheaper; nobody's turn is lost", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const dear = pushing({ minWorthPercent: 10 ** 9 });
		await pay(dear);
		expect(await waiting()).toEqual([]);
		const backlog = await payoutBacklog(dear, token());
		const owed = await Promise.all(world.holders.map((holder) => owedWei(world, holder.address)));
		expect(backlog).toEqual({ holders: HOLDERS, owedWei: owed.reduce((sum, wei) => sum + wei, 0n) });
		await pay();
		await carry();
		await expectPaid(world.holders);
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
		await pay(pushing({ minWorthPercent }));
		const paid = (await waiting()).map(({ holder }) => holder.toLowerCase());
		expect(paid).toContain(small);
		expect(paid).toHaveLength(HOLDERS + 1);
		expect(await payoutBacklog(ports, token())).toMatchObject({ holders: 40 });
	}, 60_000);
	test("stays within the day's budget: the most owed today, the rest tomorrow", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const cost = 47_000n * 3n * 10n ** 9n; // a claim for an empty account, at most
		const tight = (laterMs: number) => pushing({ dailyBudgetWei: cost * 2n }, laterMs);
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
		await carry();
		await expectPaid(world.holders);
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
		await pay();
		await carry();
		expect(await world.balance(recipient)).toBe(await owedWei(world, recipient));
		expect(await world.balance(await addressOf(silent))).toBe(0n);
		expect((await ports.store.claims.ofHolder(await addressOf(silent), 5)).claims).toEqual([]);
		expect(await payoutBacklog(ports, token())).toEqual({ holders: 0, owedWei: 0n });
	}, 60_000);
});

describe("a holder who claims himself", () => {
	test.each(["on-behalf", "forwarder"] as const)(
		"on the route %s is paid once",
		async (route) => {
			const [holder, ...others] = world.holders as [HDNodeWallet, ...HDNodeWallet[]];
			await world.earnAndSnapshot(10n ** 18n);
			await world.accept(holder, route);
			await pay();
			expect((await claimsOf(holder)).map(({ state }) => state)).toEqual(["accepted"]);
			expect(await payoutBacklog(ports, token())).toMatchObject({ holders: 1 });
			await carry();
			await pay();
			await carry();
			await expectPaid([holder, ...others]);
			expect(await claimsOf(holder)).toHaveLength(1);
			expect(await payoutBacklog(ports, token())).toEqual({ holders: 0, owedWei: 0n });
		},
		60_000,
	);
	test("after his claim was pushed hears of that one", async () => {
		const [holder] = world.holders as [HDNodeWallet];
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holder, "on-behalf");
		await pay();
		const [pushed] = await claimsOf(holder);
		await expect(acceptClaim(ports, order)).rejects.toMatchObject({
			code: "claim_in_progress",
			facts: { claimId: pushed?.id },
		});
		await carry();
		await expectPaid(world.holders);
	}, 60_000);
});

describe("a holder who opts out", () => {
	const say = async (holder: HDNodeWallet, change: Record<string, unknown> = {}) => {
		const { typedData } = await describeOptOut(ports, TOKEN_ID, address(holder));
		const { EIP712Domain: _domain, ...types } = typedData.types;
		const message = { ...typedData.message, ...change };
		const signature = await holder.signTypedData(typedData.domain, types, message);
		return optOutBody.parse({ token: TOKEN_ID, chainId: 31337, optOut: message, signature });
	};
	test("is left out, and paid all when he opts in again", async () => {
		const [holder, ...others] = world.holders as [HDNodeWallet, ...HDNodeWallet[]];
		await world.earnAndSnapshot(10n ** 18n);
		expect(await acceptOptOut(ports, await say(holder))).toMatchObject({ isOut: true });
		await pay();
		await carry();
		await expectPaid(others);
		expect(await world.balance(holder.address)).toBe(0n);
		await world.earnAndSnapshot(10n ** 18n);
		await pay();
		await carry();
		expect(await world.balance(holder.address)).toBe(0n);
		expect(await describeOptOut(ports, TOKEN_ID, address(holder))).toMatchObject({ optedOut: true });
		expect(await acceptOptOut(ports, await say(holder))).toMatchObject({ isOut: false });
		await pay();
		await carry();
		await expectPaid(world.holders);
	}, 60_000);
	test("is heard only if he signed it himself, for this token, now, and after whatever he signed before", async () => {
		const [holder, stranger] = world.holders as [HDNodeWallet, HDNodeWallet];
		const out = await say(holder);
		await expect(acceptOptOut(ports, { ...out, signature: (await say(stranger)).signature })).rejects.toMatchObject({
			code: "wrong_signer",
		});
		await expect(acceptOptOut(ports, { ...out, signature: "0x1234" })).rejects.toMatchObject({ code: "bad_signature" });
		await expect(acceptOptOut(ports, { ...out, chainId: 1 })).rejects.toMatchObject({ code: "wrong_chain" });
		const nowSec = Math.floor(Date.now() / 1000);
		await expect(acceptOptOut(ports, await say(holder, { signedAt: String(nowSec + 400) }))).rejects.toMatchObject({
			code: "signed_ahead",
		});
		await expect(acceptOptOut(ports, await say(holder, { token: stranger.address }))).rejects.toMatchObject({
			code: "wrong_target",
		});
		const kept = await acceptOptOut(ports, out);
		expect(await acceptOptOut(ports, out)).toEqual(kept);
		const older = await say(holder, { signedAt: String(kept.signedAtSec - 1), optedOut: false });
		const sameSecond = await say(holder, { signedAt: String(kept.signedAtSec), optedOut: false });
		for (const one of [older, sameSecond])
			await expect(acceptOptOut(ports, one)).rejects.toMatchObject({ code: "opt_out_superseded" });
		expect(await describeOptOut(ports, TOKEN_ID, address(holder))).toMatchObject({ optedOut: true });
	}, 60_000);
	test("holds the token, or it owes him something: nothing is kept of anybody else's key", async () => {
		const [, nobody] = newHolders(2) as [HDNodeWallet, HDNodeWallet];
		for (const optedOut of [true, false])
			await expect(acceptOptOut(ports, await say(nobody, { optedOut }))).rejects.toMatchObject({
				code: "not_a_holder",
			});
		expect(await ports.store.payouts.holder(TOKEN_ID, address(nobody))).toBeUndefined();
		expect(await ports.store.payouts.optOut(TOKEN_ID, address(nobody))).toBeUndefined();
	}, 60_000);
	test("may be a contract, by its own rule (ERC-1271)", async () => {
		const [signer, stranger] = world.holders as [HDNodeWallet, HDNodeWallet];
		const wallet = await addressOf(await deployInto(world, "WalletAccount", signer.address));
		await world.rpc("anvil_setBalance", [signer.address, "0xde0b6b3a7640000"]);
		const holder = signer.connect(world.provider);
		await world.token.connect(holder).getFunction("transfer")(wallet, 10n ** 23n, { gasLimit: 300_000 });
		await world.mine();
		const asWallet = async (by: HDNodeWallet) => {
			const { typedData } = await describeOptOut(ports, TOKEN_ID, wallet);
			const { EIP712Domain: _domain, ...types } = typedData.types;
			const signature = await by.signTypedData(typedData.domain, types, typedData.message);
			return optOutBody.parse({ token: TOKEN_ID, chainId: 31337, optOut: typedData.message, signature });
		};
		await expect(acceptOptOut(ports, await asWallet(stranger))).rejects.toMatchObject({ code: "bad_signature" });
		expect(await acceptOptOut(ports, await asWallet(signer))).toMatchObject({ holder: wallet, isOut: true });
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
			const dying = withKillPoints(pushing(budget), (method, at) => {
				if (left > 0 && method === line && at === when && --left === 0) throw new Error("killed");
			});
			let deaths = 0;
			for (let turn = 0; turn < 4; turn++) await pay(dying).catch(() => void deaths++);
			expect(deaths).toBe(1);
			// A slot that was taken for a claim that never came is free after a while.
			for (const laterMs of [0, 40_000]) {
				await pay(pushing(budget, laterMs));
				await carry();
			}
			await expectPaid(world.holders);
			for (const holder of world.holders) expect(await claimsOf(holder)).toHaveLength(1);
			expect(await payoutBacklog(ports, token())).toEqual({ holders: 0, owedWei: 0n });
		},
		60_000,
	);
	test("or is run by many at once without leases pays everybody once", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		await Promise.all(Array.from({ length: 5 }, () => pay(withoutLeases(ports)).catch(() => undefined)));
		await pay(pushing({}, 40_000));
		await carry();
		await expectPaid(world.holders);
		for (const holder of world.holders) expect(await claimsOf(holder)).toHaveLength(1);
	}, 60_000);
});

test("a reorg of the transfers, however deep, leaves no holder out", async () => {
	await pay();
	const before = await ports.store.payouts.cursor(TOKEN_ID);
	const snapshotId = await world.rpc<string>("evm_snapshot");
	await world.mine(5);
	await pay();
	await world.rpc("evm_revert", [snapshotId]);
	const newcomer = "0x00000000000000000000000000000000000b0b02";
	const [giver] = world.holders as [HDNodeWallet];
	await world.rpc("anvil_setBalance", [giver.address, "0xde0b6b3a7640000"]);
	const sender = giver.connect(world.provider);
	await world.token.connect(sender).getFunction("transfer")(newcomer, 10n ** 23n, { gasLimit: 300_000 });
	await world.mine(9);
	expect((await ports.store.payouts.cursor(TOKEN_ID))?.blockNumber).toBeGreaterThan(before?.blockNumber ?? 0);
	await world.earnAndSnapshot(10n ** 18n);
	await pay();
	await carry();
	expect(await world.balance(newcomer)).toBe(await owedWei(world, newcomer));
	expect(await world.balance(newcomer)).toBeGreaterThan(0n);
}, 60_000);
