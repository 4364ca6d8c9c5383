import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as z from "zod/mini";
import { holderReply, inflowsReply, snapshotsReply, tokenReply } from "../../functions/api.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { describeToken } from "../../functions/app/describe-token.ts";
import { listInflows } from "../../functions/app/list-inflows.ts";
import { listSnapshots } from "../../functions/app/list-snapshots.ts";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import { dueOf, ETHER, type ForeignWorld, foreignWorld, ledger, shareOf } from "../given/foreign.ts";
import { claimsOf, FOREVER, holderAt, LANE, startWorld, type World } from "../given/world.ts";

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
			await watchToken(ports, token, FOREVER);
			expect((await ports.store.ledger.inflows(token.id, 1)).inflows[0]).toMatchObject({ amount: revenue });
			await world.rpc("evm_increaseTime", [seconds]);
			await world.mine(blocks);
			world.wakes.length = 0;
			await payOut(ports, token, FOREVER); // looks into what the snapshot would expire: nothing
			await watchToken(ports, token, FOREVER);
			expect(world.wakes).toContainEqual({ fn: "snapshot", tokenId: token.id });
			if (dialect === "ora" && nth === 2) {
				expect(await takeSnapshot(ports, token)).toEqual({ sent: false, reason: "claims_first" });
				await payOut(ports, token, FOREVER);
			}
			expect(await takeSnapshot(ports, token)).toEqual({ sent: true });
			await world.mine(4);
			await settleLane(ports, LANE, 0);
			expect((await foreign.dialect.state("latest")).currentSnapshotId).toBe(BigInt(nth + 1));

			const due = await Promise.all(world.holders.map((holder) => dueOf(foreign, holder)));
			await payMandates(ports, token, FOREVER);
			await foreign.carry();
			for (const [at, holder] of world.holders.entries()) {
				const [[snapshotId, amount] = []] = due[at] ?? [];
				expect(snapshotId).toBe(BigInt(nth + 1));
				const share = shareOf(world, at, (revenue * 80n) / 100n);
				// What rounding has left of the one before the last rolls over on some tokens.
				expect((amount as bigint) - share).toBeLessThanOrEqual(1n);
				paid[at] = (paid[at] ?? 0n) + (amount as bigint);
				const claims = await claimsOf(foreign.ports, holder);
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
