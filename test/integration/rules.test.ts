import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { gatherClaims } from "../../functions/app/gather-claims.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Hex } from "../../functions/core/hex.ts";
import { MAX_UNMINED } from "../../functions/core/lane.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { batchPayload } from "../../functions/core/routes/rules-of.ts";
import type { ChainStage } from "../../functions/core/stage.ts";
import { holderAt, LANE, owedWei, startWorld, type World } from "../given/world.ts";

const CHAIN_ID = 31337;
let world: World;
beforeEach(async () => {
	world = await startWorld(8);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

/** The world's ports of a worker of so much later, over a chain that answers some things otherwise. */
function worker(chain: Partial<Chain>, sec = 0): Ports {
	const answers = { ...world.ports.chain(CHAIN_ID), ...chain };
	return { ...world.ports, chain: () => answers, nowMs: () => Date.now() + sec * 1_000 };
}
const attempts = async (nonce = 0) => (await world.ports.store.lanes.get(LANE, nonce))?.attempts ?? [];
const state = async (id: Hex) => (await world.claim(id)).state;
async function expectPaid(id: Hex): Promise<void> {
	const { state: now, holder } = await world.claim(id);
	expect([now, await world.balance(holder)]).toEqual(["settled", await owedWei(world, holder)]);
}

describe("a batch that is gathered", () => {
	let orders: Awaited<ReturnType<World["order"]>>[];
	beforeEach(async () => {
		orders = await Promise.all(world.holders.map((holder) => world.order(holder, "on-behalf")));
	});

	/** So many claims wait, and one more comes during each of the first `coming` rests; gives how often it rested. */
	async function gather(waiting: number, coming: number, stage: Partial<ChainStage> = {}): Promise<number> {
		let nowMs = Date.now();
		let rests = 0;
		const next = async () => acceptClaim(ports, orders.shift() as (typeof orders)[0]);
		const ports: Ports = {
			...world.ports,
			nowMs: () => nowMs,
			sleep: async (ms) => {
				nowMs += ms;
				if (rests++ < coming) await next();
			},
		};
		for (let n = 0; n < waiting; n++) await next();
		const context = await laneContext(ports, LANE);
		await gatherClaims(ports, { ...context, chainStage: { ...context.chainStage, maxWaitMs: 60_000, ...stage } });
		return rests;
	}

	test("does not keep a lone claim waiting, nor an empty lane", async () => {
		expect([await gather(0, 0), await gather(1, 0)]).toEqual([0, 0]);
	}, 60_000);
	test("waits as long as claims keep coming, and until one look finds no more", async () => {
		expect(await gather(2, 3)).toBe(4);
	}, 60_000);
	test("waits no longer than maxWaitMs after the oldest claim came, though more keep coming", async () => {
		expect(await gather(2, 6, { maxWaitMs: 300 })).toBe(2);
	}, 60_000);
	test("is not waited for when maxWaitMs is 0", async () => {
		expect(await gather(2, 6, { maxWaitMs: 0 })).toBe(0);
	}, 60_000);
	test("goes out as soon as it is full, though more keep coming", async () => {
		const two = [];
		for (const order of orders.splice(0, 2)) two.push(await acceptClaim(world.ports, order));
		const batchGasCap = batchPayload(two, world.laneAddress).gasLimit;
		expect(await gather(0, 6, { batchGasCap })).toBe(1); // these two fit, and the third does not
	}, 60_000);
});

test("a lane has sixteen unmined transactions at most: the next claim waits, says for what, and goes out when they are mined", async () => {
	const context = await laneContext(world.ports, LANE);
	const purpose = { kind: "claims" as const, claimIds: [] };
	for (let n = 1; n < MAX_UNMINED; n++) {
		const prepared = await prepareTransaction(world.ports, context, purpose, { gasLimit: 100_000n, bytes: 4 });
		expect(prepared.ok).toBe(true);
	}
	expect(MAX_UNMINED).toBe(16);
	const sixteenth = await world.accept(holderAt(world, 0), "on-behalf");
	await relayLane(world.ports, LANE);
	expect(await world.claim(sixteenth.id)).toMatchObject({ state: "relayed", nonce: 15 });
	const another = await world.accept(holderAt(world, 1), "on-behalf");
	await relayLane(world.ports, LANE);
	expect(await world.claim(another.id)).toMatchObject({ state: "accepted", waitsFor: "lane_full" });
	await world.mine(4);
	await settleLane(world.ports, LANE, 0);
	await relayLane(world.ports, LANE);
	await world.mine(4);
	await settleLane(world.ports, LANE, 0);
	for (const { id } of [sixteenth, another]) await expectPaid(id);
}, 60_000);

test("nonces that nobody holds below a row are filled, so that it is mined", async () => {
	const claim = await world.accept(holderAt(world, 0), "on-behalf");
	// A node that is ahead, as after a reorg: two of the key's transactions are gone since.
	const { nonce } = world.ports.chain(CHAIN_ID);
	const ahead = worker({ nonce: async (who, at) => (who === world.laneAddress ? 2 : nonce(who, at)) });
	await relayLane(ahead, LANE);
	expect(await world.claim(claim.id)).toMatchObject({ state: "relayed", nonce: 2 });
	await relayLane(world.ports, LANE);
	await world.mine(4);
	await settleLane(world.ports, LANE, 0);
	await expectPaid(claim.id);
	expect(await world.ports.store.lanes.open(LANE)).toEqual([]);
	expect([(await attempts(0))[0]?.noop, (await attempts(1))[0]?.noop]).toEqual([true, true]);
	expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(3);
}, 60_000);

describe("what every node refuses", () => {
	type Why = Exclude<Awaited<ReturnType<Chain["broadcast"]>>, { ok: true }>["why"];
	/** Refuses the first bytes that it is shown, always, and those alone. */
	function refusing(why: Why): Partial<Chain> {
		let first: Hex | undefined;
		return {
			broadcast: async (bytes) => {
				first ??= bytes;
				return bytes === first ? { ok: false, why, message: why } : world.ports.chain(CHAIN_ID).broadcast(bytes);
			},
		};
	}

	test.each(["underpriced", "fee_too_low"] as const)(
		"as %s is raised at once, both fees by an eighth, and mined",
		async (why) => {
			const chain = refusing(why);
			const claim = await world.accept(holderAt(world, 0), "on-behalf");
			await relayLane(worker(chain), LANE);
			expect(await attempts()).toHaveLength(1);
			await settleLane(worker(chain), LANE, 0);
			const [first, second] = await attempts();
			if (!first || !second) throw new Error("it was not raised");
			expect(second.maxFeePerGasWei * 8n).toBeGreaterThanOrEqual(first.maxFeePerGasWei * 9n);
			expect(second.maxPriorityFeePerGasWei * 8n).toBeGreaterThanOrEqual(first.maxPriorityFeePerGasWei * 9n);
			await world.mine(4);
			await settleLane(worker(chain), LANE, 0);
			await expectPaid(claim.id);
			expect(await attempts()).toHaveLength(2);
		},
		60_000,
	);

	test.each(["rejected", "not_now", "unanswered"] as const)(
		"as %s is not raised before its time has come",
		async (why) => {
			const chain = refusing(why);
			await world.accept(holderAt(world, 0), "on-behalf");
			await relayLane(worker(chain), LANE);
			await settleLane(worker(chain, 5), LANE, 0);
			expect(await attempts()).toHaveLength(1);
			await settleLane(worker(chain, 60), LANE, 0);
			expect(await attempts()).toHaveLength(2);
		},
		60_000,
	);

	test("for want of funds is never raised, however old: the same bytes go out when there are some", async () => {
		const chain = refusing("insufficient_funds");
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		await relayLane(worker(chain), LANE);
		for (const sec of [5, 60, 600]) await settleLane(worker(chain, sec), LANE, 0);
		expect(await attempts()).toHaveLength(1);
		expect(await state(claim.id)).toBe("relayed");
		await settleLane(world.ports, LANE, 0);
		await world.mine(4);
		await settleLane(world.ports, LANE, 0);
		await expectPaid(claim.id);
		expect(await attempts()).toHaveLength(1);
	}, 60_000);
});
