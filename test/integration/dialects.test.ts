import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import * as z from "zod/mini";
import { holderReply, inflowsReply, snapshotsReply, tokenReply } from "../../functions/api.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { describeToken } from "../../functions/app/describe-token.ts";
import { listInflows } from "../../functions/app/list-inflows.ts";
import { listSnapshots } from "../../functions/app/list-snapshots.ts";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { snapshotVerdict } from "../../functions/app/snapshot-verdict.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import { ETHER, type ForeignWorld, foreignWorld } from "../given/foreign.ts";
import { LANE, startWorld, type World } from "../given/world.ts";

const later = () => Number.POSITIVE_INFINITY;
const holderAt = (world: World, at: number): HDNodeWallet => world.holders[at] as HDNodeWallet;
const shareOf = (world: World, at: number, claimableWei: bigint): bigint => {
	const all = world.holders.reduce((sum, _, one) => sum + BigInt(one + 1), 0n);
	return (claimableWei * BigInt(at + 1)) / all;
};
const claimsOf = async ({ ports }: ForeignWorld, holder: HDNodeWallet): Promise<Claim[]> =>
	(await ports.store.claims.ofHolder(holder.address as Address, 20)).claims;
const ledger = async ({ ports, token }: ForeignWorld) => {
	await watchToken(ports, token, later());
	return (await ports.store.ledger.inflows(token.id, 50)).inflows.map(({ amount }) => amount);
};
const dueOf = async ({ dialect }: ForeignWorld, holder: HDNodeWallet, ids?: bigint[]) =>
	(await dialect.due(holder.address as Address, "latest", ids)).map(({ snapshotId, amountWei }) => [
		snapshotId,
		amountWei,
	]);

describe("the ERC-7641 reference", () => {
	let world: World;
	let foreign: ForeignWorld;
	beforeAll(async () => {
		world = await startWorld(4);
		foreign = await foreignWorld(world, "ReferenceToken", "erc7641-reference");
	}, 60_000);
	afterAll(() => world.stop());

	test("before its first snapshot: nothing is due, all revenue is pending, and blocks are counted", async () => {
		const { dialect, token } = foreign;
		expect(await dialect.state("latest")).toMatchObject({ currentSnapshotId: 0n, pendingWei: 0n });
		await foreign.earn(ETHER);
		await foreign.earn(3n);
		const state = await dialect.state("latest");
		const head = await world.provider.getBlock("latest");
		expect(state).toMatchObject({
			currentSnapshotId: 0n,
			pendingWei: ETHER + 3n,
			lastSnapshotAtSec: 0,
			nextSnapshotBlock: token.startBlock + 1_001,
			totalSupply: 10n ** 25n,
		});
		const pace = (state.nextSnapshotAtSec - (head?.timestamp ?? 0)) / (token.startBlock + 1_001 - (head?.number ?? 0));
		expect(pace).toBeGreaterThan(0);
		expect(await dueOf(foreign, holderAt(world, 0))).toEqual([]);
		expect(await dueOf(foreign, holderAt(world, 0), [0n, 1n, 7n])).toEqual([]);
		expect(await dialect.snapshots(10)).toEqual([]);
		expect(await snapshotVerdict(foreign.ports, token)).toMatchObject({ due: false, reason: "too_early" });
	}, 60_000);

	test("its inflow, of which no event tells, is in the ledger one run after it is final", async () => {
		expect(await ledger(foreign)).toEqual([]);
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([ETHER + 3n]);
		await foreign.earn(7n);
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([7n, ETHER + 3n]);
		const { inflows } = await foreign.ports.store.ledger.inflows("foreign", 1);
		const [row] = inflows;
		expect(row?.derived?.lastBlock).toBeGreaterThanOrEqual(row?.blockNumber ?? 0);
		const block = await world.provider.getBlock(row?.blockNumber ?? 0);
		expect(row?.blockHash).toBe(block?.hash);
	}, 60_000);

	test("a snapshot is taken at the first block that may hold it, and read from its event", async () => {
		const { ports, token, dialect } = foreign;
		await world.mine(token.startBlock + 999 - (await world.provider.getBlockNumber()));
		expect(await snapshotVerdict(ports, token)).toMatchObject({ due: false, reason: "too_early" });
		await world.mine();
		expect(await snapshotVerdict(ports, token)).toEqual({ due: true });
		expect(await takeSnapshot(ports, token)).toEqual({ sent: true });
		await world.mine();
		await settleLane(ports, LANE, 0);
		expect(await snapshotVerdict(ports, token)).toMatchObject({ due: false, reason: "unfinalised" });
		await world.mine(3);
		await settleLane(ports, LANE, 0);
		const taken = token.startBlock + 1_001;
		const { timestamp } = (await world.provider.getBlock(taken)) ?? { timestamp: 0 };
		expect(await dialect.state("latest")).toMatchObject({
			currentSnapshotId: 1n,
			pendingWei: 0n,
			lastSnapshotAtSec: timestamp,
			nextSnapshotBlock: taken + 1_001,
		});
		expect((await listSnapshots(ports, token.id, { limit: 10 })).snapshots).toEqual([
			{ id: 1n, timepointSec: timestamp, takenAtSec: timestamp, expiresAtSec: 0 },
		]);
		expect(await dueOf(foreign, holderAt(world, 1))).toEqual([[1n, shareOf(world, 1, ((ETHER + 10n) * 80n) / 100n)]]);
		expect(await dueOf(foreign, holderAt(world, 1), [0n, 1n, 2n])).toHaveLength(1);
	}, 60_000);

	test("a holder with a mandate is paid, and the claim says by which transaction and how much of each snapshot", async () => {
		const holder = holderAt(world, 0);
		const mandate = await foreign.giveMandate(holder);
		await foreign.earn(ETHER);
		await world.mine(1_000);
		await foreign.snapshot();
		const due = await dueOf(foreign, holder);
		expect(due.map(([id]) => id)).toEqual([1n, 2n]);
		await payMandate(foreign.ports, foreign.token, mandate.id);
		await foreign.carry();
		const [claim] = await claimsOf(foreign, holder);
		expect(claim).toMatchObject({ state: "settled", outcome: { result: "paid" } });
		expect(claim?.outcome?.payments.map(({ snapshotId, amount }) => [snapshotId, amount])).toEqual(due);
		const owed = due.reduce((sum, [, amount]) => sum + (amount as bigint), 0n);
		expect(await world.balance(holder.address)).toBe(owed);
		expect(await dueOf(foreign, holder, [1n, 2n])).toEqual([]); // claimed: it answers 0
		await payMandates(foreign.ports, foreign.token, later());
		expect(await claimsOf(foreign, holder)).toHaveLength(1);
	}, 60_000);

	test("a claim that another's transaction has paid is found by the holder's account, and settled", async () => {
		const holder = holderAt(world, 2);
		const mandate = await foreign.giveMandate(holder);
		await payMandate(foreign.ports, foreign.token, mandate.id);
		const [claim] = (await claimsOf(foreign, holder)) as [Claim];
		const from = claim.acceptedAtBlock;
		expect(await foreign.dialect.payments(claim, from, await world.provider.getBlockNumber())).toEqual({
			payments: [],
		});
		await foreign.carry();
		const head = await world.provider.getBlockNumber();
		const { payments, receipt } = await foreign.dialect.payments(claim, from, head);
		expect(payments.map(({ amount }) => amount)).toEqual(claim.dueBySnapshotWei);
		expect((await claimsOf(foreign, holder))[0]?.outcome?.transactionHash).toBe(receipt?.transactionHash);
	}, 60_000);

	test("claims leave no trace in the ledger, burns at most a little less", async () => {
		const before = await ledger(foreign);
		expect(before.reduce((sum, one) => sum + one, 0n)).toBe(2n * ETHER + 10n);
		await foreign.earn(ETHER);
		await foreign.asHolder(holderAt(world, 3), "claim", 2n);
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([ETHER, ...before]);
		// 4 of 10 parts of the supply, and of what is pending.
		await foreign.asHolder(holderAt(world, 3), "burn", 4n * 10n ** 24n);
		await world.mine(3);
		expect(await ledger(foreign)).toEqual([ETHER, ...before]);
		expect((await foreign.dialect.state("latest")).pendingWei).toBe((ETHER * 6n) / 10n);
		await foreign.earn(5n * ETHER);
		await foreign.asHolder(holderAt(world, 2), "burn", 10n ** 24n);
		await world.mine(3);
		const [newest] = await ledger(foreign);
		expect(newest).toBeLessThanOrEqual(5n * ETHER);
		expect(newest).toBeGreaterThan(4n * ETHER);
	}, 60_000);

	test("a snapshot between two runs costs the ledger nothing, in whichever blocks revenue came", async () => {
		const sum = async () => (await ledger(foreign)).reduce((all, one) => all + one, 0n);
		const before = await sum();
		await foreign.earn(11n);
		await world.mine(1_000);
		await world.operator.sendTransaction({ to: foreign.token.address, value: 13n });
		await foreign.snapshot(); // in the same block as that
		await foreign.earn(17n);
		await world.mine(3);
		expect((await sum()) - before).toBe(41n);
		expect((await foreign.dialect.state("latest")).pendingWei).toBe(17n);
	}, 60_000);
});

describe("ORA's token", () => {
	const INTERVAL_SEC = 1_000;
	let world: World;
	let foreign: ForeignWorld;
	beforeAll(async () => {
		world = await startWorld(3);
		foreign = await foreignWorld(world, "OraToken", "ora", INTERVAL_SEC);
	}, 60_000);
	afterAll(() => world.stop());
	const passInterval = async () => {
		await world.rpc("evm_increaseTime", [INTERVAL_SEC]);
		await world.mine();
	};

	test("counts seconds, from its deployment at first", async () => {
		const { dialect, token } = foreign;
		const { timestamp } = (await world.provider.getBlock(token.startBlock)) ?? { timestamp: 0 };
		expect(await dialect.state("latest")).toMatchObject({
			currentSnapshotId: 0n,
			pendingWei: 0n,
			nextSnapshotAtSec: timestamp + INTERVAL_SEC + 1,
			lastSnapshotAtSec: 0,
		});
		expect(await dueOf(foreign, holderAt(world, 0), [0n, 1n, 2n])).toEqual([]);
		expect(dialect.expiring(0n)).toEqual([]);
	}, 60_000);

	test("owes for the two latest snapshots alone, and never throws for what is claimed, expired, 0 or to come", async () => {
		const { dialect, contract } = foreign;
		const holder = holderAt(world, 0);
		for (const amount of [ETHER, 2n * ETHER]) {
			await foreign.earn(amount);
			await passInterval();
			await foreign.snapshot();
		}
		const first = shareOf(world, 0, (ETHER * 8n) / 10n);
		const second = shareOf(world, 0, (2n * ETHER * 8n) / 10n);
		expect(await dueOf(foreign, holder)).toEqual([
			[1n, first],
			[2n, second],
		]);
		expect(dialect.expiring(2n)).toEqual([1n]);
		expect(dialect.expiring(1n)).toEqual([]);
		const [due] = await dialect.due(holder.address as Address, "latest");
		expect(due).toMatchObject({ expiresAtSec: 0, expiresWithSnapshot: 3n });

		await foreign.asHolder(holder, "claim", 2n);
		await expect(contract.getFunction("claimableRevenue")(holder.address, 2n)).rejects.toThrow("already claimed");
		expect(await dueOf(foreign, holder, [0n, 1n, 2n, 3n, 99n])).toEqual([[1n, first]]);
		await foreign.earn(ETHER);
		await passInterval();
		await foreign.snapshot();
		await expect(contract.getFunction("claimableRevenue")(holder.address, 1n)).rejects.toThrow("unclaimable");
		// What snapshot 1 still held has rolled into 3.
		const third = shareOf(world, 0, (2n * ETHER * 8n) / 10n);
		expect(await dueOf(foreign, holder, [0n, 1n, 2n, 3n, 99n])).toEqual([[3n, third]]);
		expect(await dueOf(foreign, holder)).toEqual([[3n, third]]);
		expect((await dialect.snapshots(10)).map(({ id, expiresWithSnapshot }) => [id, expiresWithSnapshot])).toEqual([
			[3n, 5n],
			[2n, 4n],
			[1n, 3n],
		]);
	}, 60_000);

	test("pays holders under their mandates, two snapshots at once, and tells each one's part", async () => {
		const holders = [holderAt(world, 1), holderAt(world, 2)];
		for (const holder of holders) await foreign.giveMandate(holder);
		const due = await Promise.all(holders.map((holder) => dueOf(foreign, holder)));
		expect(due.map((each) => each.map(([id]) => id))).toEqual([
			[2n, 3n],
			[2n, 3n],
		]);
		await payMandates(foreign.ports, foreign.token, later());
		await foreign.carry();
		for (const [at, holder] of holders.entries()) {
			const [claim] = await claimsOf(foreign, holder);
			expect(claim?.state).toBe("settled");
			expect(claim?.outcome?.payments.map(({ snapshotId, amount }) => [snapshotId, amount])).toEqual(due[at]);
			const paid = (due[at] ?? []).reduce((sum, [, amount]) => sum + (amount as bigint), 0n);
			expect(await world.balance(holder.address)).toBe(paid);
		}
	}, 60_000);

	test("one id that expires meanwhile fails the whole claim; nothing is called paid", async () => {
		const holder = holderAt(world, 1);
		await foreign.earn(ETHER);
		await passInterval();
		await foreign.snapshot();
		await payMandates(foreign.ports, foreign.token, later());
		const [claim] = (await claimsOf(foreign, holder)) as [Claim];
		expect(claim).toMatchObject({ state: "accepted", snapshotIds: [4n] });
		for (const _ of [5, 6]) {
			await passInterval();
			await foreign.snapshot(); // empty ones, by somebody who is no friend
		}
		await world.mine(3);
		const before = await world.balance(holder.address);
		await foreign.carry();
		expect(await claimsOf(foreign, holder)).toMatchObject([{ state: "refused", code: "nothing_due" }, {}]);
		expect(await world.balance(holder.address)).toBe(before);
	}, 60_000);

	test("is never asked for an empty snapshot, also not when somebody else was faster", async () => {
		const { ports, token } = foreign;
		await passInterval();
		expect(await snapshotVerdict(ports, token)).toMatchObject({ due: false, reason: "no_revenue" });
		await foreign.earn(ETHER);
		// What it would expire is claimed first: test/integration/expiry.test.ts.
		expect(await snapshotVerdict(ports, token)).toMatchObject({ due: false, reasons: ["claims_first"] });
		await foreign.snapshot();
		await passInterval();
		expect(await takeSnapshot(ports, token)).toMatchObject({ sent: false, reason: "no_revenue" });
		await foreign.earn(ETHER);
		expect(await takeSnapshot(ports, token, { force: true })).toEqual({ sent: true });
	}, 60_000);

	test("has a ledger that holds all that came, whatever was claimed, rolled over and taken", async () => {
		await world.mine(4);
		const rows = await ledger(foreign);
		const sent = 7n * ETHER;
		expect(rows.reduce((sum, one) => sum + one, 0n)).toBe(sent);
	}, 60_000);
});

describe.each([
	{ name: "ReferenceToken", dialect: "erc7641-reference", more: [], blocks: 1_000, seconds: 0 },
	{ name: "OraToken", dialect: "ora", more: [1_000], blocks: 1, seconds: 1_000 },
] as const)("the whole cycle on $dialect", ({ name, dialect, more, blocks, seconds }) => {
	let world: World;
	let foreign: ForeignWorld;
	beforeAll(async () => {
		world = await startWorld(3);
		foreign = await foreignWorld(world, name, dialect, ...more);
	}, 60_000);
	afterAll(() => world.stop());

	test("three times: revenue is seen, a snapshot taken by policy, each holder paid under a mandate, each claim settled", async () => {
		const { ports, token } = foreign;
		for (const holder of world.holders) await foreign.giveMandate(holder);
		const paid = world.holders.map(() => 0n);
		for (const [nth, revenueWei] of [ETHER, 3n * ETHER, 7n].entries()) {
			const revenue = nth === 2 ? ETHER + revenueWei : revenueWei;
			await foreign.earn(revenue);
			await world.mine(3);
			await watchToken(ports, token, later());
			expect((await ports.store.ledger.inflows(token.id, 1)).inflows[0]).toMatchObject({ amount: revenue });
			await world.rpc("evm_increaseTime", [seconds]);
			await world.mine(blocks);
			world.wakes.length = 0;
			await payOut(ports, token, later()); // looks into what the snapshot would expire: nothing
			await watchToken(ports, token, later());
			expect(world.wakes).toContainEqual({ fn: "snapshot", tokenId: token.id });
			expect(await takeSnapshot(ports, token)).toEqual({ sent: true });
			await world.mine(4);
			await settleLane(ports, LANE, 0);
			expect((await foreign.dialect.state("latest")).currentSnapshotId).toBe(BigInt(nth + 1));

			const due = await Promise.all(world.holders.map((holder) => dueOf(foreign, holder)));
			await payMandates(ports, token, later());
			await foreign.carry();
			for (const [at, holder] of world.holders.entries()) {
				const [[snapshotId, amount] = []] = due[at] ?? [];
				expect(snapshotId).toBe(BigInt(nth + 1));
				const share = shareOf(world, at, (revenue * 80n) / 100n);
				// What rounding has left of the one before the last rolls over on some tokens.
				expect((amount as bigint) - share).toBeLessThanOrEqual(1n);
				paid[at] = (paid[at] ?? 0n) + (amount as bigint);
				const claims = await claimsOf(foreign, holder);
				expect(claims.map(({ state }) => state)).toEqual(Array(nth + 1).fill("settled"));
				expect(claims[0]).toMatchObject({ snapshotIds: [BigInt(nth + 1)] });
				expect(await world.balance(holder.address)).toBe(paid[at]);
			}
		}
		await world.mine(3);
		const rows = await ledger(foreign);
		expect(rows).toEqual([ETHER + 7n, 3n * ETHER, ETHER]); // claims and snapshots left no trace
		const cursor = await ports.store.ledger.cursor(token.id);
		expect(cursor).toMatchObject({ inflowCount: 3, totals: { [ETH]: 5n * ETHER + 7n } });

		// What the API makes of it.
		const page = { limit: 10 };
		expect(z.encode(tokenReply, await describeToken(ports, token.id))).toMatchObject({
			dialect,
			routes: ["mandate"],
			currentSnapshotId: "3",
			pendingWei: "0",
			ledger: { inflowCount: 3, totals: [{ asset: ETH, amount: "5000000000000000007" }] },
		});
		const { inflows } = z.encode(inflowsReply, await listInflows(ports, token.id, page));
		expect(inflows[0]).toMatchObject({ amount: "1000000000000000007", source: ETH, derived: {} });
		expect(inflows[0]).not.toHaveProperty("transactionHash");
		const { snapshots } = z.encode(snapshotsReply, await listSnapshots(ports, token.id, page));
		expect(snapshots.map(({ id }) => id)).toEqual(["3", "2", "1"]);
		expect(snapshots[0]).toMatchObject({ expiresAtSec: 0, ...(dialect === "ora" ? { expiresWithSnapshot: "5" } : {}) });
		expect(snapshots[0]).not.toHaveProperty("claimableWei");
		const quote = await describeHolder(ports, token.id, holderAt(world, 0).address as Address);
		expect(z.encode(holderReply, quote)).toMatchObject({ due: [], code: "route_not_available" });
	}, 120_000);
});
