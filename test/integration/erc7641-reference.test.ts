import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { listSnapshots } from "../../functions/app/list-snapshots.ts";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { snapshotVerdict } from "../../functions/app/snapshot-verdict.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Claim } from "../../functions/core/claim.ts";
import { dueOf, ETHER, type ForeignWorld, foreignWorld, ledger, shareOf } from "../given/foreign.ts";
import { claimsOf, FOREVER, holderAt, LANE, startWorld, type World } from "../given/world.ts";

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
		const [claim] = await claimsOf(foreign.ports, holder);
		expect(claim).toMatchObject({ state: "settled", outcome: { result: "paid" } });
		expect(claim?.outcome?.payments.map(({ snapshotId, amount }) => [snapshotId, amount])).toEqual(due);
		const owed = due.reduce((sum, [, amount]) => sum + amount, 0n);
		expect(await world.balance(holder.address)).toBe(owed);
		expect(await dueOf(foreign, holder, [1n, 2n])).toEqual([]); // claimed: it answers 0
		await payMandates(foreign.ports, foreign.token, FOREVER);
		expect(await claimsOf(foreign.ports, holder)).toHaveLength(1);
	}, 60_000);

	test("a claim that another's transaction has paid is found by the holder's account, and settled", async () => {
		const holder = holderAt(world, 2);
		const mandate = await foreign.giveMandate(holder);
		await payMandate(foreign.ports, foreign.token, mandate.id);
		const [claim] = (await claimsOf(foreign.ports, holder)) as [Claim];
		const from = claim.acceptedAtBlock;
		expect(await foreign.dialect.payments(claim, from, await world.provider.getBlockNumber())).toEqual({
			payments: [],
		});
		await foreign.carry();
		const head = await world.provider.getBlockNumber();
		const { payments, receipt } = await foreign.dialect.payments(claim, from, head);
		expect(payments.map(({ amount }) => amount)).toEqual(claim.dueBySnapshotWei);
		expect((await claimsOf(foreign.ports, holder))[0]?.outcome?.transactionHash).toBe(receipt?.transactionHash);
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
