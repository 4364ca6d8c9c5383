import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { payoutBacklog } from "../../functions/app/payout-backlog.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { ETHER } from "../given/foreign.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { FOREVER, LANE, later, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const DAY_MS = 86_400_000;
/** Less than its gas to anybody. */
const DUST = 10n ** 10n;
let world: World;
beforeEach(async () => {
	world = await startWorld(3);
	await world.mine(4);
}, 60_000);
afterEach(() => world.stop());

const at = (nth: number): HDNodeWallet => world.holders[nth] as HDNodeWallet;
const addressOf = (nth: number): Address => at(nth).address as Address;
const idsUpTo = (last: number, first = 1): bigint[] =>
	Array.from({ length: last - first + 1 }, (_, nth) => BigInt(first + nth));
async function takeMany(count: number): Promise<void> {
	for (let n = 0; n < count; n++) await world.earnAndSnapshot(ETHER);
	await world.mine(4);
}
/** All that the first holder has goes to the second. */
async function sellAll(): Promise<void> {
	await world.rpc("anvil_setBalance", [addressOf(0), "0xde0b6b3a7640000"]);
	const seller = world.token.connect(at(0).connect(world.provider)) as typeof world.token;
	const all = await world.token.getFunction("balanceOf")(addressOf(0));
	await seller.getFunction("transfer")(addressOf(1), all, { gasLimit: 300_000 });
	await world.mine(4);
}
/** One run of payout and what follows of it, a minute after the one before. */
async function turn(ports: Ports, nth: number): Promise<void> {
	const [token] = ports.tokens as [Token];
	await payOut(later(ports, nth * 60_000), token, FOREVER);
	await relayLane(ports, LANE);
	await world.mine(4);
	await settleLane(ports, LANE, 0);
}
const claimedBy = async (nth: number): Promise<bigint[][]> =>
	(await world.ports.store.claims.ofHolder(addressOf(nth), 10)).claims
		.filter(({ state }) => state === "settled")
		.map(({ snapshotIds }) => snapshotIds)
		.toReversed();

describe("with more snapshots open than one claim may name", () => {
	test("each is minded before it ends, once, the oldest first, however often a run's time is over", async () => {
		await takeMany(22);
		const told = memoryNotifier();
		const [token] = world.ports.tokens as [Token];
		const run = async (ms: number): Promise<void> => {
			let nowMs = Date.now() + ms;
			const ports = { ...world.ports, notifier: told, nowMs: () => ++nowMs };
			await payOut(ports, token, nowMs + 36);
		};
		await run(26 * DAY_MS);
		expect(told.notices).toEqual([]);
		let runs = 0;
		for (; told.notices.length < 22 && runs < 22; runs++) await run(29.5 * DAY_MS);
		expect(runs).toBeGreaterThan(2);
		await run(29.5 * DAY_MS);
		expect(told.notices.map((one) => "snapshotId" in one && one.snapshotId)).toEqual(idsUpTo(22));
	}, 120_000);
	test("those that have ended are not read again, and hide none that is open", async () => {
		await takeMany(22);
		await world.rpc("evm_increaseTime", [31 * 86_400]);
		await world.mine(2);
		await takeMany(1);
		const told = memoryNotifier();
		const read: (bigint | undefined)[] = [];
		const [token] = world.ports.tokens as [Token];
		const ports: Ports = {
			...later(world.ports, 60 * DAY_MS),
			notifier: told,
			dialect: (of) => {
				const dialect = world.ports.dialect(of);
				return {
					...dialect,
					snapshots: async (limit, before) => {
						const found = await dialect.snapshots(limit, before);
						read.push(...found.map(({ id }) => id));
						return found;
					},
				};
			},
		};
		await payOut(ports, token, FOREVER);
		expect(told.notices.map((one) => "snapshotId" in one && one.snapshotId)).toEqual([23n]);
		read.length = 0;
		await payOut(ports, token, FOREVER);
		expect([...new Set(read)]).toEqual([23n]);
	}, 120_000);
	test.each([
		["push", 24, [[1, 20]], [21, 24]],
		[
			"push",
			52,
			[
				[1, 20],
				[21, 40],
			],
			[41, 52],
		],
		[
			"mandate",
			52,
			[
				[1, 20],
				[21, 40],
			],
			[41, 52],
		],
	] as const)(
		"by %s all of %i are paid, in several claims, the oldest first, also to who sold long ago",
		async (payout, count, first, last) => {
			await takeMany(2);
			await sellAll();
			await takeMany(count - 2);
			const [token] = world.ports.tokens as [Token];
			const ports: Ports = { ...world.ports, tokens: [{ ...token, payout }] };
			for (const nth of [0, 1, 2]) if (payout === "mandate") await giveMandate(ports, TOKEN_ID, at(nth));
			const quote = await describeHolder(ports, TOKEN_ID, addressOf(0), "on-behalf");
			expect(quote).toMatchObject({ nextClaim: { snapshotIds: [1n, 2n] } });
			for (let nth = 0; nth < 5; nth++) await turn(ports, nth);
			expect(await claimedBy(0)).toEqual([[1n, 2n]]);
			for (const nth of [1, 2])
				expect(await claimedBy(nth)).toEqual([...first, last].map(([from, to]) => idsUpTo(to, from)));
			expect(await payoutBacklog(ports, token)).toEqual({ holders: 0, owedWei: 0n });
			expect(await world.balance(addressOf(2))).toBe(await owedWei(world, addressOf(2)));
		},
		180_000,
	);
	test.each(["push", "mandate"] as const)(
		"by %s the newer ones are paid although the oldest, as many as a claim may name, are not worth their gas",
		async (payout) => {
			for (let n = 0; n < 21; n++) await world.earnAndSnapshot(DUST);
			await takeMany(1);
			const [token] = world.ports.tokens as [Token];
			const ports: Ports = { ...world.ports, tokens: [{ ...token, payout }] };
			if (payout === "mandate") await giveMandate(ports, TOKEN_ID, at(0));
			for (let nth = 0; nth < 3; nth++) await turn(ports, nth);
			const [first, ...more] = await claimedBy(0);
			expect([first?.length, first?.at(-1), more]).toEqual([20, 22n, []]);
		},
		120_000,
	);
});
