import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { mandateBody } from "../../functions/api.ts";
import { acceptMandate } from "../../functions/app/accept-mandate.ts";
import { describeMandate } from "../../functions/app/describe-mandate.ts";
import { payMandates } from "../../functions/app/pay-mandates.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { ETHER, type ForeignWorld, foreignWorld } from "../given/foreign.ts";
import { withKillPoints } from "../given/kill-points.ts";
import { startWorld, TOKEN_ID, type World } from "../given/world.ts";

const FOREVER = Number.POSITIVE_INFINITY;
const HOUR_MS = 3_600_000;
const HOLDERS = 4;
let world: World;
beforeEach(async () => {
	world = await startWorld(HOLDERS);
}, 60_000);
afterEach(() => world.stop());

const at = (nth: number): HDNodeWallet => world.holders[nth] as HDNodeWallet;
const claimsOf = async (ports: Ports, holder: HDNodeWallet) =>
	(await ports.store.claims.ofHolder(holder.address as Address, 10)).claims;
const later = (ports: Ports, ms: number): Ports => ({ ...ports, nowMs: () => Date.now() + ms });

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
	test("is held up by a claim that does not get on for half a day, and then told of", async () => {
		await foreign.giveMandate(at(3));
		await pay();
		await pay(later(ports, 11 * HOUR_MS));
		expect(await take({}, later(ports, 11 * HOUR_MS))).toMatchObject({ reason: "claims_first" });
		await pay(later(ports, 13 * HOUR_MS));
		expect(told.notices).toMatchObject([{ holders: 4 }]);
		expect(await take({}, later(ports, 13 * HOUR_MS))).toEqual({ sent: true });
	}, 60_000);
	test("waits for whoever has given a mandate after a pause, too, however long that was", async () => {
		await foreign.giveMandate(at(3));
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
	test("is held up by a budget that is used up for half a day, and then told of", async () => {
		const tight: Token = { ...foreign.token, dailyBudgetWei: 1n };
		const poor: Ports = { ...ports, tokens: [tight] };
		await foreign.giveMandate(at(3));
		const payPoor = (ms: number) => payOut(later(poor, ms), tight, FOREVER).catch((error: Error) => error.message);
		expect(await payPoor(0)).toMatch(/budget/);
		await payPoor(11 * HOUR_MS);
		expect(told.notices).toEqual([]);
		await payPoor(13 * HOUR_MS);
		expect(told.notices).toMatchObject([{ holders: 4 }]);
		expect(await take({}, later(poor, 13 * HOUR_MS))).toEqual({ sent: true });
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

test("a mandate is kept for who holds the token alone, and so many a day", async () => {
	const foreign = await foreignWorld(world, "OraToken", "ora", 100);
	const [, nobody] = newHolders(2) as [HDNodeWallet, HDNodeWallet];
	await expect(foreign.giveMandate(nobody)).rejects.toMatchObject({ code: "not_a_holder" });
	const give = async (nth: number) => {
		const ports = later(foreign.ports, nth * 1_000);
		const quote = await describeMandate(ports, foreign.token.id, at(0).address as Address);
		const { EIP712Domain: _domain, ...types } = quote.typedData.types;
		const signature = await at(0).signTypedData(quote.typedData.domain, types, quote.typedData.message);
		const wanted = quote.authorization;
		const authorization = wanted && { ...wanted, signature: at(0).authorizeSync(wanted).signature.serialized };
		const order = { token: foreign.token.id, chainId: 31337, mandate: quote.typedData.message, signature };
		return acceptMandate(ports, mandateBody.parse({ ...order, authorization }));
	};
	const { claimsPerHolderPerDay } = foreign.ports.limits;
	const ids = new Set<string>();
	for (let nth = 0; nth < claimsPerHolderPerDay; nth++) ids.add((await give(nth)).id);
	expect(ids.size).toBe(claimsPerHolderPerDay);
	await expect(give(claimsPerHolderPerDay)).rejects.toMatchObject({ code: "quota_exceeded" });
	expect((await foreign.ports.store.mandates.ofToken(foreign.token.id, 100)).mandates).toHaveLength(ids.size);
}, 60_000);

describe("a mandate that could not be paid", () => {
	const MINUTE_MS = 60_000;
	test.each([
		["because another claim of the holder was on its way", 0, 2 * MINUTE_MS],
		["because it was not worth its gas", 10 ** 9, 16 * MINUTE_MS],
	])(
		"%s is paid later, without another snapshot",
		async (_why, minWorthPercent, waitMs) => {
			await world.earnAndSnapshot(ETHER);
			// On its way, and of the first snapshot alone.
			const own = minWorthPercent === 0 ? await world.accept(at(0), "on-behalf") : undefined;
			await world.earnAndSnapshot(ETHER);
			const quote = await describeMandate(world.ports, TOKEN_ID, at(0).address as Address);
			const { EIP712Domain: _domain, ...types } = quote.typedData.types;
			const signature = await at(0).signTypedData(quote.typedData.domain, types, quote.typedData.message);
			const wanted = quote.authorization;
			const authorization = wanted && { ...wanted, signature: at(0).authorizeSync(wanted).signature.serialized };
			const order = { token: TOKEN_ID, chainId: 31337, mandate: quote.typedData.message, signature, authorization };
			await acceptMandate(world.ports, mandateBody.parse(order));

			const [token] = world.ports.tokens as [Token];
			const run = async (ms: number, more: Partial<Token> = {}) =>
				payMandates(later(world.ports, ms), { ...token, ...more }, FOREVER);
			const made = async () => (await claimsOf(world.ports, at(0))).filter(({ route }) => route === "mandate");
			await run(0, { minWorthPercent });
			expect(await world.ports.store.mandates.progress(TOKEN_ID)).toMatchObject({ isDone: true });
			expect(await made()).toEqual([]);
			if (own) {
				await relayLane(world.ports, own.lane);
				await world.mine(4);
				await settleLane(world.ports, own.lane, 0);
			}
			await run(0);
			expect(await made()).toEqual([]); // its time has not come
			await run(waitMs);
			expect((await made()).map(({ snapshotIds }) => snapshotIds)).toEqual([own ? [2n] : [1n, 2n]]);
			await run(waitMs + 20 * MINUTE_MS);
			expect(await world.ports.store.mandates.retries(TOKEN_ID, FOREVER, 10)).toEqual([]);
		},
		60_000,
	);
});
