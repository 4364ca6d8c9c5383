import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import { snapshotVerdict } from "../../functions/app/snapshot-verdict.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import { dueOf, ETHER, type ForeignWorld, foreignWorld, ledger, shareOf } from "../given/foreign.ts";
import { claimsOf, FOREVER, holderAt, startWorld, type World } from "../given/world.ts";

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
		await payMandates(foreign.ports, foreign.token, FOREVER);
		await foreign.carry();
		for (const [at, holder] of holders.entries()) {
			const [claim] = await claimsOf(foreign.ports, holder);
			expect(claim?.state).toBe("settled");
			expect(claim?.outcome?.payments.map(({ snapshotId, amount }) => [snapshotId, amount])).toEqual(due[at]);
			const paid = (due[at] ?? []).reduce((sum, [, amount]) => sum + amount, 0n);
			expect(await world.balance(holder.address)).toBe(paid);
		}
	}, 60_000);

	test("one id that expires meanwhile fails the whole claim; nothing is called paid", async () => {
		const holder = holderAt(world, 1);
		await foreign.earn(ETHER);
		await passInterval();
		await foreign.snapshot();
		await payMandates(foreign.ports, foreign.token, FOREVER);
		const [claim] = (await claimsOf(foreign.ports, holder)) as [Claim];
		expect(claim).toMatchObject({ state: "accepted", snapshotIds: [4n] });
		for (const _ of [5, 6]) {
			await passInterval();
			await foreign.snapshot(); // empty ones, by somebody who is no friend
		}
		await world.mine(3);
		const before = await world.balance(holder.address);
		await foreign.carry();
		expect(await claimsOf(foreign.ports, holder)).toMatchObject([{ state: "refused", code: "nothing_due" }, {}]);
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
