import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { inProcessInvoker } from "../../functions/adapters/invoker/in-process.ts";
import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { armTransaction } from "../../functions/app/arm-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { prepareTransaction } from "../../functions/app/prepare-transaction.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { moveClaim } from "../../functions/core/claim.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { holderAt, LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
beforeEach(async () => {
	world = await startWorld(4);
}, 60_000);
afterEach(() => world.stop());

const token = (): Token => world.ports.tokens[0] as Token;
const relay = () => relayLane(world.ports, LANE);
const settle = () => settleLane(world.ports, LANE, 0);

describe("the cycle", () => {
	test("sees revenue, takes a snapshot, relays claims in one batch and settles them when final", async () => {
		await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
		await world.mine(4);
		await watchToken(world.ports, token(), Number.POSITIVE_INFINITY);
		expect((await world.ports.store.ledger.cursor(TOKEN_ID))?.inflowCount).toBe(1);
		expect(world.wakes).toContainEqual({ fn: "snapshot", tokenId: TOKEN_ID });

		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: true });
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "unfinalised" });
		await world.mine(4);
		await settle();
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "no_revenue" });

		const claims = await Promise.all(world.holders.map((holder) => world.accept(holder)));
		expect(world.wakes).toContainEqual({ fn: "relay", lane: LANE });
		await relay();
		const [row, ...more] = await world.ports.store.lanes.open(LANE);
		expect([row?.state, row?.carriedClaimIds?.length, more.length]).toEqual(["sent", claims.length, 0]);
		await world.mine();
		await settle();
		expect((await world.claim(claims[0]?.id as `0x${string}`)).state).toBe("mined");
		await world.mine(3);
		await settle();
		for (const [at, { id, holder }] of claims.entries()) {
			const claim = await world.claim(id);
			expect([at, claim.state, claim.outcome?.payments.map(({ amount }) => amount)]).toEqual([
				at,
				"settled",
				[await owedWei(world, holder)],
			]);
			expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		}
		expect(await world.ports.store.lanes.open(LANE)).toEqual([]);
	}, 60_000);
});

test("wake-ups alone carry a claim from its post to its payment", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const invoker = inProcessInvoker(() => ({
		relay: ({ lane }) => relayLane(ports, lane),
		settle: ({ lane }) => settleLane(ports, lane, 0),
	}));
	const ports: Ports = { ...world.ports, invoker };
	const claim = await acceptClaim(ports, await world.order(holderAt(world, 0)));
	expect(claim.state).toBe("accepted"); // the poster does not wait for the relay
	await invoker.idle();
	expect((await world.claim(claim.id)).state).toBe("relayed");
	await world.mine(4);
	await invoker.wake({ fn: "settle", lane: LANE });
	await invoker.idle();
	expect((await world.claim(claim.id)).state).toBe("settled");
	expect(invoker.problems).toEqual([]);

	await invoker.wake({ fn: "relay", lane: "nobody" });
	await invoker.idle();
	expect(invoker.problems).toHaveLength(1); // the waker never hears of it
}, 60_000);

describe("a crash", () => {
	test("after the row was prepared: the next run finishes it with the same nonce", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.accept(holderAt(world, 0));
		const context = await laneContext(world.ports, LANE);
		await prepareTransaction(
			world.ports,
			context,
			{ kind: "claims", claimIds: [claim.id] },
			{ gasLimit: 500_000n, bytes: 500 },
		);
		await relay();
		await world.mine(4);
		await settle();
		expect(await world.claim(claim.id)).toMatchObject({ state: "settled", nonce: 0 });
		expect(await world.provider.getTransactionCount(world.laneAddress)).toBe(1);
	}, 60_000);

	test("after the bytes were stored and before they were sent: the same bytes go out, once", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.accept(holderAt(world, 0));
		const context = await laneContext(world.ports, LANE);
		const prepared = await prepareTransaction(
			world.ports,
			context,
			{ kind: "claims", claimIds: [claim.id] },
			{ gasLimit: 500_000n, bytes: 500 },
		);
		if (!prepared.ok) throw new Error(prepared.held);
		const armed = await armTransaction(world.ports, context, prepared.row);
		await Promise.all([relay(), relay(), settle()]);
		await world.mine(4);
		await settle();
		const settled = await world.claim(claim.id);
		expect([settled.state, settled.outcome?.transactionHash]).toEqual(["settled", armed.attempts[0]?.hash]);
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);

	test("of many workers at once on one key: each claim is in one transaction, and no nonce is left open", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claims = await Promise.all(world.holders.map((holder) => world.accept(holder)));
		const withoutLease = {
			...world.ports,
			store: { ...world.ports.store, leases: { acquire: async () => true, release: async () => undefined } },
		};
		await Promise.all(Array.from({ length: 8 }, () => relayLane(withoutLease, LANE)));
		await world.mine(4);
		for (let turn = 0; turn < 3; turn++) await settle();
		for (const { id, holder } of claims) {
			expect((await world.claim(id)).state).toBe("settled");
			expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		}
		expect(await world.ports.store.lanes.open(LANE)).toEqual([]);
	}, 60_000);
});

test("a worker that slept until its row was final cannot move a claim into it any more", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const [skipped, other] = [await world.accept(holderAt(world, 0)), await world.accept(holderAt(world, 1))];
	const context = await laneContext(world.ports, LANE);
	const prepared = await prepareTransaction(
		world.ports,
		context,
		{ kind: "claims", claimIds: [skipped.id, other.id] },
		{ gasLimit: 500_000n, bytes: 500 },
	);
	if (!prepared.ok) throw new Error(prepared.held);
	// While it sleeps, one claim is with another row, and the row is finished with the other claim.
	const elsewhere = moveClaim(skipped, { state: "relayed", nonce: 77 }, 1);
	await world.ports.store.claims.move(elsewhere);
	await relay();
	await world.ports.store.claims.move(moveClaim(elsewhere, { state: "accepted" }, 2));
	await world.mine(4);
	await settle();
	expect((await world.ports.store.lanes.get(LANE, 0))?.state).toBe("final");
	await armTransaction(world.ports, context, prepared.row); // it wakes up
	expect((await world.claim(skipped.id)).state).toBe("accepted");
	await relay();
	await world.mine(4);
	await settle();
	expect(await world.claim(skipped.id)).toMatchObject({ state: "settled", nonce: 1 });
}, 60_000);

test("settle follows what is not mined, and does not wait for a finality that is further away than its time", async () => {
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.accept(holderAt(world, 0));
	await relay();
	let waits = 0;
	const waiting = (ms: number): Promise<void> => {
		waits++;
		return world.ports.sleep(ms);
	};
	const counting: Ports = { ...world.ports, sleep: waiting };
	await settleLane(counting, LANE, 1_000);
	expect(waits).toBeGreaterThan(0); // it may be mined at any time
	await world.mine();
	waits = 0;
	await settleLane(counting, LANE, 1_000); // two blocks of two seconds away
	expect([waits, (await world.ports.store.lanes.open(LANE))[0]?.state]).toEqual([0, "mined"]);
	const following = settleLane(counting, LANE, 30_000);
	await world.mine(3);
	await following;
	expect((await world.claim(claim.id)).state).toBe("settled");
}, 60_000);

describe("the chain", () => {
	test("drops a block: the claim goes back, the same bytes are mined again, and it settles once", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.accept(holderAt(world, 0));
		await relay();
		await world.mine();
		await settle();
		expect((await world.claim(claim.id)).state).toBe("mined");
		await world.rpc("anvil_rollback", [1]);
		await world.mine();
		await settle();
		const after = await world.claim(claim.id);
		expect(["relayed", "mined"]).toContain(after.state);
		await world.mine(4);
		for (let turn = 0; turn < 2; turn++) await settle();
		await world.mine(4);
		await settle();
		expect((await world.claim(claim.id)).state).toBe("settled");
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);

	test("shows that somebody else executed the request before our batch: the holder was paid, so it is settled", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holderAt(world, 0));
		const claim = await world.accept(holderAt(world, 0));
		await relay();
		await world.execute(order);
		await world.mine(4);
		await settle();
		const settled = await world.claim(claim.id);
		expect(settled.state).toBe("settled");
		expect(settled.outcome?.payments.map(({ amount }) => amount)).toEqual([await owedWei(world, claim.holder)]);
		const [ours] = (await world.ports.store.lanes.get(LANE, 0))?.attempts ?? [];
		expect(settled.outcome?.transactionHash).not.toBe(ours?.hash);
	}, 60_000);

	test("shows that somebody else executed the request before we relayed it: settled too, without a transaction", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const order = await world.order(holderAt(world, 0));
		const claim = await world.accept(holderAt(world, 0));
		await world.execute(order);
		await world.mine();
		await relay();
		expect((await world.claim(claim.id)).state).toBe("accepted"); // it may still be undone
		await world.mine(4);
		await relay();
		expect((await world.claim(claim.id)).state).toBe("settled");
		expect(await world.ports.store.lanes.highestNonce(LANE)).toBeUndefined();
	}, 60_000);

	test("takes the lane's nonce with a foreign transaction: the claims are relayed again, at the next nonce", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.accept(holderAt(world, 0));
		await relay();
		await world.rpc("anvil_dropAllTransactions");
		await world.rpc("anvil_impersonateAccount", [world.laneAddress]);
		await world.rpc("eth_sendTransaction", [
			{
				from: world.laneAddress,
				to: world.laneAddress,
				nonce: "0x0",
				maxFeePerGas: "0x174876e800",
				maxPriorityFeePerGas: "0x174876e800",
			},
		]);
		await world.mine(4);
		await settle();
		expect((await world.claim(claim.id)).state).toBe("accepted");
		await relay();
		await world.mine(4);
		await settle();
		expect(await world.claim(claim.id)).toMatchObject({ state: "settled", nonce: 1 });
		expect(await world.balance(claim.holder)).toBe(await owedWei(world, claim.holder));
	}, 60_000);
});
