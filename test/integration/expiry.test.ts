import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { payMandate } from "../../functions/app/pay-mandates.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { ETHER, type ForeignWorld, foreignWorld } from "../given/foreign.ts";
import { withKillPoints } from "../given/kill-points.ts";
import { claimsOf, FOREVER, holderAt, LANE, later, startWorld, type World } from "../given/world.ts";

const HOUR_MS = 3_600_000;
const HOLDERS = 4;
let world: World;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
}, 60_000);
afterEach(() => world.stop());

const at = (nth: number) => holderAt(world, nth);

describe("a token whose next snapshot expires the one before the last (ORA)", () => {
	const INTERVAL_SEC = 100;
	let foreign: ForeignWorld;
	let ports: Ports;
	let told: ReturnType<typeof memoryNotifier>;
	beforeEach(async () => {
		foreign = await foreignWorld(world, "OraToken", "ora", INTERVAL_SEC);
		told = memoryNotifier();
		ports = { ...foreign.ports, notifier: told };
		for (let n = 0; n < 3; n++) {
			await foreign.earn(ETHER);
			await world.rpc("evm_increaseTime", [INTERVAL_SEC]);
			await world.mine(2);
			if (n < 2) await foreign.snapshot();
		}
		await world.mine(4);
	}, 60_000);
	const pay = (of = ports) => payOut(of, foreign.token, FOREVER);
	const take = (options = {}, of = ports) => takeSnapshot(of, foreign.token, options);
	/** So many hours from now it is sent, or held back for the reason. */
	const takeAfter = async (hours: number, reason?: string): Promise<void> =>
		expect(await take({}, later(ports, hours * HOUR_MS))).toEqual(reason ? { sent: false, reason } : { sent: true });

	test("is claimed first for who has given a mandate, and who would lose is counted and told, before it is taken", async () => {
		await foreign.giveMandate(at(3));
		expect(await take()).toEqual({ sent: false, reason: "claims_first" });
		expect(world.wakes).toContainEqual({ fn: "payout", tokenId: foreign.token.id });
		await pay();
		expect((await claimsOf(ports, at(3))).map(({ snapshotIds }) => snapshotIds)).toEqual([[1n, 2n]]);
		expect(await take()).toEqual({ sent: false, reason: "claims_first" });
		await pay();
		expect(told.notices).toEqual([]);
		await foreign.carry();
		await pay();
		const dueOf1 = await Promise.all(
			[0, 1, 2].map((nth) => foreign.dialect.due(at(nth).address as Address, "latest", [1n])),
		);
		const lostWei = dueOf1.flat().reduce((sum, { amountWei }) => sum + amountWei, 0n);
		expect(lostWei).toBeGreaterThan(0n);
		expect(told.notices).toEqual([
			{ kind: "snapshot.expiring", tokenId: foreign.token.id, snapshotId: 1n, unclaimedWei: lostWei, holders: 3 },
		]);
		expect(await take()).toEqual({ sent: true });
		await foreign.carry();
		expect((await foreign.dialect.state("latest")).currentSnapshotId).toBe(3n);
		expect((await claimsOf(ports, at(3))).map(({ state }) => state)).toEqual(["settled"]);
	}, 60_000);
	test("is held up by a claim that does not get on for a day at most; after half a day it is told of", async () => {
		await foreign.giveMandate(at(3));
		await takeAfter(0, "claims_first");
		await pay();
		await pay(later(ports, 11 * HOUR_MS));
		expect(told.notices).toEqual([]);
		await pay(later(ports, 13 * HOUR_MS));
		expect(told.notices).toMatchObject([{ holders: 4 }]);
		await takeAfter(13, "claims_first");
		await pay(later(ports, 23 * HOUR_MS));
		await takeAfter(23, "claims_first");
		await takeAfter(25);
	}, 60_000);
	test("is held up for a day since it was due, and not since its end was minded", async () => {
		await pay(); // days before
		await foreign.giveMandate(at(3));
		await takeAfter(60, "claims_first");
		await pay(later(ports, 60 * HOUR_MS));
		await takeAfter(83, "claims_first");
		await takeAfter(85);
	}, 60_000);
	test.each([
		["", async () => undefined],
		[
			", also when that asked for claims before and nothing was open then",
			async () => {
				await takeAfter(0, "claims_first");
				await pay();
			},
		],
	])(
		"waits for a mandate that is given after it was told who would lose%s",
		async (_when, before) => {
			await pay();
			expect(told.notices).toMatchObject([{ holders: 4 }]);
			await before();
			const due = await foreign.dialect.due(at(3).address as Address, "latest");
			const { id } = await foreign.giveMandate(at(3));
			await payMandate(ports, foreign.token, id);
			expect((await claimsOf(ports, at(3))).map(({ state }) => state)).toEqual(["accepted"]);
			expect(await take()).toEqual({ sent: false, reason: "claims_first" });
			await pay();
			await relayLane(ports, LANE);
			expect((await claimsOf(ports, at(3))).map(({ state }) => state)).toEqual(["relayed"]);
			expect(await take()).toEqual({ sent: false, reason: "claims_first" });
			await foreign.carry();
			expect((await claimsOf(ports, at(3))).map(({ state }) => state)).toEqual(["settled"]);
			await pay();
			expect(await take()).toEqual({ sent: true });
			const dueWei = due.reduce((sum, { amountWei }) => sum + amountWei, 0n);
			expect(await world.balance(at(3).address)).toBe(dueWei);
			expect(told.notices).toHaveLength(1);
		},
		60_000,
	);
	test("that waits is asked for by watch each minute, so that it is taken as soon as all is claimed", async () => {
		const asked = () => world.wakes.filter(({ fn }) => fn === "snapshot").length;
		await watchToken(ports, foreign.token, FOREVER);
		expect(asked()).toBe(1);
		await takeAfter(0, "claims_first");
		await pay();
		await watchToken(ports, foreign.token, FOREVER);
		expect(asked()).toBe(2);
		await takeAfter(0);
	}, 60_000);
	test("waits for whoever has given a mandate after a pause, too, however long that was", async () => {
		await foreign.giveMandate(at(3));
		await takeAfter(0, "claims_first");
		await ports.store.pauses.set({ tokenId: foreign.token.id, sinceMs: Date.now() });
		await pay();
		await pay(later(ports, 50 * HOUR_MS));
		expect(await take({}, later(ports, 50 * HOUR_MS))).toMatchObject({ reason: "paused" });
		await ports.store.pauses.lift({ tokenId: foreign.token.id });
		expect(await take({}, later(ports, 51 * HOUR_MS))).toMatchObject({ reason: "claims_first" });
		await pay(later(ports, 51 * HOUR_MS));
		await foreign.carry();
		await pay(later(ports, 51 * HOUR_MS));
		expect(told.notices).toMatchObject([{ holders: 3 }]);
		expect(await take({}, later(ports, 51 * HOUR_MS))).toEqual({ sent: true });
	}, 60_000);
	test("is held up by a budget that is used up for a day at most; after half a day it is told of", async () => {
		const tight: Token = { ...foreign.token, dailyBudgetWei: 1n };
		const poor: Ports = { ...ports, tokens: [tight] };
		await foreign.giveMandate(at(3));
		const payPoor = (ms: number) => payOut(later(poor, ms), tight, FOREVER); // a day without budget is no failure
		await takeAfter(0, "claims_first");
		await payPoor(0);
		expect(await claimsOf(poor, at(3))).toEqual([]);
		for (let minute = 1; minute < 15; minute++) await payPoor(minute * 60_000);
		await payPoor(11 * HOUR_MS);
		expect(told.notices).toEqual([]);
		await payPoor(13 * HOUR_MS);
		expect(told.notices).toMatchObject([{ holders: 4 }]);
		for (const hours of [13, 23]) expect(await take({}, later(poor, hours * HOUR_MS))).toMatchObject({ sent: false });
		expect(await take({}, later(poor, 25 * HOUR_MS))).toEqual({ sent: true });
	}, 60_000);
	test("that died half made, and that somebody else has taken since, is not followed by an empty one", async () => {
		const dying = withKillPoints(ports, (method, when) => {
			if (method === "lanes.prepare" && when === "after") throw new Error("killed");
		});
		await expect(take({ force: true }, dying)).rejects.toThrow("killed");
		await foreign.snapshot();
		await world.rpc("evm_increaseTime", [2 * INTERVAL_SEC]);
		await world.mine(2);
		expect(await foreign.dialect.state("latest")).toMatchObject({ currentSnapshotId: 3n, pendingWei: 0n });
		const due = () => foreign.dialect.due(at(0).address as Address, "latest");
		const before = await due();
		expect(before.map(({ snapshotId }) => snapshotId)).toEqual([2n, 3n]);
		await foreign.carry();
		expect(await due()).toEqual(before);
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1); // the no-op
	}, 60_000);
	test("is held up by a payout that does not run for a day at most", async () => {
		expect(await take()).toMatchObject({ reason: "claims_first" });
		expect(await take({}, later(ports, 23 * HOUR_MS))).toMatchObject({ reason: "claims_first" });
		expect(await take({}, later(ports, 25 * HOUR_MS))).toEqual({ sent: true });
	}, 60_000);
	test("is taken at once by force; a dry run tells why it would not be, and sends nothing", async () => {
		expect(await take({ dryRun: true })).toMatchObject({
			reason: "dry_run",
			verdict: { due: false, reasons: ["claims_first"] },
			facts: { pendingWei: ETHER },
		});
		expect(await take({ dryRun: true, force: true })).toMatchObject({ verdict: { due: true } });
		expect(await take({ force: true })).toEqual({ sent: true });
	}, 60_000);
});

describe("a token whose snapshots expire by time", () => {
	test("has its holders counted and told of in time, once", async () => {
		await world.mine(4);
		await world.earnAndSnapshot(ETHER);
		await world.accept(at(0), "on-behalf");
		const told = memoryNotifier();
		const [token] = world.ports.tokens as [Token];
		const run = (days: number) =>
			payOut({ ...later(world.ports, days * 24 * HOUR_MS), notifier: told }, token, FOREVER);
		const [snapshot] = await world.ports.dialect(token).snapshots(1);
		await run(26);
		expect(told.notices).toEqual([]);
		await run(28);
		await run(29);
		const { claimableWei } = snapshot ?? {};
		expect(told.notices).toMatchObject([
			{ kind: "snapshot.expiring", snapshotId: 1n, expiresAtSec: snapshot?.expiresAtSec, holders: HOLDERS },
		]);
		const [notice] = told.notices;
		const lost = notice?.kind === "snapshot.expiring" ? notice.unclaimedWei : 0n;
		expect((claimableWei ?? 0n) - lost).toBeLessThan(BigInt(HOLDERS)); // but for what rounding leaves
	}, 60_000);
});
