import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Transaction, verifyAuthorization } from "ethers";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { pauseWork } from "../../functions/app/pause-work.ts";
import { payMandate } from "../../functions/app/pay-mandates.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { deadlineSecOf } from "../../functions/core/claim.ts";
import { Fault } from "../../functions/core/fault.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Chain } from "../../functions/core/ports/chain.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { giveMandate } from "../given/mandate-order.ts";
import { SECOND_LANE, withSecondLane } from "../given/second-lane.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

const CHAIN_ID = 31337;
let world: World;
beforeEach(async () => {
	world = await startWorld(4);
	await world.earnAndSnapshot(10n ** 18n);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
const sent = () => world.provider.getTransactionCount(world.laneAddress);
const row = (nonce: number) => world.ports.store.lanes.get(LANE, nonce);
/** The world's ports of a worker of so much later, over a chain that answers some things otherwise. */
function worker({ sec = 0, chain = {} }: { sec?: number; chain?: Partial<Chain> } = {}): Ports {
	const answers = { ...world.ports.chain(CHAIN_ID), ...chain };
	const honest = world.ports.dialect(token());
	return { ...world.ports, chain: () => answers, dialect: () => honest, nowMs: () => Date.now() + sec * 1_000 };
}
async function expectPaid(id: Hex): Promise<void> {
	const { state, holder } = await world.claim(id);
	expect([state, await world.balance(holder)]).toEqual(["settled", await owedWei(world, holder)]);
}

describe("a claim whose deadline has passed while it waited", () => {
	test("is not sent any more, though the token would pay it, and is refused once that is final", async () => {
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		const late = Number(deadlineSecOf(claim)) + 60 - Math.floor(Date.now() / 1_000);
		await relayLane(worker({ sec: late }), LANE);
		expect((await world.claim(claim.id)).state).toBe("accepted");
		await world.rpc("evm_setNextBlockTimestamp", [Number(deadlineSecOf(claim)) + 60]);
		await world.mine(4);
		await relayLane(worker({ sec: late }), LANE);
		expect(await world.claim(claim.id)).toMatchObject({ state: "refused", code: "deadline_passed" });
		expect(await world.balance(claim.holder)).toBe(0n);
	}, 60_000);

	test("nor when its row was prepared before and could not be signed", async () => {
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		const late = Number(deadlineSecOf(claim)) + 60 - Math.floor(Date.now() / 1_000);
		let looks = 0;
		const market = async () => ({ baseFeeWei: ++looks < 2 ? 1n : 10n ** 14n, tipWei: 1n });
		await relayLane(worker({ chain: { market } }), LANE);
		expect(await row(0)).toMatchObject({ state: "prepared" });
		await relayLane(worker({ sec: late }), LANE);
		expect(await row(0)).toMatchObject({ state: "sent", carriedClaimIds: [] });
		expect((await world.claim(claim.id)).state).toBe("accepted");
	}, 60_000);
});

describe("an authorization that pools refuse, as its account has transactions of its own on their way,", () => {
	/** Pools take none that carries the account's authorization. */
	const pool = (authority: string): Partial<Chain> => ({
		broadcast: async (bytes) =>
			Transaction.from(bytes).authorizationList?.some((one) => verifyAuthorization(one, one.signature) === authority)
				? { ok: false, why: "rejected", message: "authority already reserved" }
				: world.ports.chain(CHAIN_ID).broadcast(bytes),
	});

	test("costs its batch one turn: the others are paid by the next one, and its claim fails alone", async () => {
		for (const at of [0, 1, 2])
			await payMandate(world.ports, token(), (await giveMandate(world.ports, TOKEN_ID, holderAt(world, at))).id);
		const chain = pool(holderAt(world, 0).address);
		let sec = 0;
		for (let turn = 0; turn < 3; turn++) {
			await relayLane(worker({ sec, chain }), LANE);
			sec += 60;
			await settleLane(worker({ sec, chain }), LANE, 0); // rejected and old: a no-op takes its nonce
			await world.mine(4);
			sec += 60;
			await settleLane(worker({ sec, chain }), LANE, 0);
		}
		const claims = await Promise.all(
			[0, 1, 2].map(
				async (at) => (await world.ports.store.claims.ofHolder(holderAt(world, at).address as Address, 9)).claims,
			),
		);
		expect(claims.flat().map(({ state, code }) => [state, code])).toEqual([
			["failed", "bad_authorization"],
			["settled", undefined],
			["settled", undefined],
		]);
		await expectPaid(claims[1]?.[0]?.id as Hex);
		expect(await sent()).toBe(4);
	}, 60_000);
});

test("a lane whose key does not sign any more gives what waits, and what comes, to the other one", async () => {
	const two = withSecondLane(world.ports);
	const keyless: Ports = {
		...two,
		sender: async (lane) => {
			const sign = async () => {
				throw new Error("the key is disabled");
			};
			return { ...(await two.sender(lane)), ...(lane.id === LANE ? { sign } : {}) };
		},
	};
	const claims = [
		await world.accept(holderAt(world, 0), "on-behalf"),
		await world.accept(holderAt(world, 1), "forwarder"),
	];
	await expect(relayLane(keyless, LANE)).rejects.toThrow("the key is disabled");
	// The one whose row the key left half made waits for it.
	expect((await Promise.all(claims.map(({ id }) => world.claim(id)))).map(({ lane }) => lane)).toEqual([
		LANE,
		SECOND_LANE,
	]);
	expect((await acceptClaim(keyless, await world.order(holderAt(world, 2)))).lane).toBe(SECOND_LANE);
	await relayLane(two, LANE);
	expect(await world.ports.store.lanes.status(LANE)).toBeUndefined();
}, 60_000);

test("a chore that nodes can't judge any more keeps no claim of its lane from being sent", async () => {
	const estimateGas = async () => {
		throw new Fault("rpc_unavailable", "return data out of bounds");
	};
	const context = await laneContext(world.ports, LANE);
	const chore = { kind: "snapshot" as const, tokenId: TOKEN_ID, snapshotId: 2n };
	await prepareTransaction(world.ports, context, chore, { gasLimit: 200_000n, bytes: 4 });
	const claim = await world.accept(holderAt(world, 0), "on-behalf");
	await relayLane(worker({ chain: { estimateGas } }), LANE);
	await world.mine(4);
	await settleLane(worker(), LANE, 0);
	await expectPaid(claim.id);
	expect((await row(0))?.attempts).toMatchObject([{ noop: true }]);
}, 60_000);

test("a paused lane whose key is gone hands its claims over all the same", async () => {
	const two = withSecondLane(world.ports);
	const claim = await world.accept(holderAt(world, 0), "on-behalf");
	await pauseWork(two, { lane: LANE });
	const keyless: Ports = {
		...two,
		sender: async (lane) => ({
			...(await two.sender(lane)),
			address: async () => {
				throw new Error("the key is pending deletion");
			},
		}),
	};
	await relayLane(keyless, LANE);
	expect(await world.claim(claim.id)).toMatchObject({ state: "accepted", lane: SECOND_LANE });
}, 60_000);

describe("while no two nodes say what is final", () => {
	const unknown = async () => {
		throw new Fault("rpc_unavailable");
	};
	const chain = (): Partial<Chain> => {
		const { block } = world.ports.chain(CHAIN_ID);
		return { block: (at) => (at === "finalized" ? unknown() : block(at)), hashAt: unknown, fate: unknown };
	};

	test("what no block takes is raised all the same, and followed", async () => {
		const claim = await world.accept(holderAt(world, 0), "on-behalf");
		await relayLane(worker(), LANE);
		await settleLane(worker({ sec: 60, chain: chain() }), LANE, 0);
		expect((await row(0))?.attempts).toHaveLength(2);
		await world.mine(4);
		await settleLane(worker({ sec: 61, chain: chain() }), LANE, 0);
		expect((await world.claim(claim.id)).state).toBe("mined");
		await settleLane(worker({ sec: 62 }), LANE, 0);
		await expectPaid(claim.id);
	}, 60_000);

	test("a claim that loses its trial waits, and keeps none from being sent", async () => {
		const order = await world.order(holderAt(world, 0));
		const loser = await world.accept(holderAt(world, 0));
		await world.execute(order);
		await world.mine(4);
		const good = await world.accept(holderAt(world, 1));
		await relayLane(worker({ chain: chain() }), LANE);
		expect([(await world.claim(loser.id)).state, (await world.claim(good.id)).state]).toEqual(["accepted", "relayed"]);
	}, 60_000);
});
