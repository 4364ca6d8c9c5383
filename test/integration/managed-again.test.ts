import { afterEach, describe, expect, test } from "@jest/globals";
import { dayOf } from "../../functions/core/worth.ts";
import { expectPaidOnce, type ManagedWorld, startManagedWorld } from "../given/managed-world.ts";
import { LANE, TOKEN_ID } from "../given/world.ts";

let world: ManagedWorld;
afterEach(() => world.stop());

test("what never arrived is sent again after expiry and finality, not before", async () => {
	world = await startManagedWorld();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.acceptAt(0);
	world.service.next("request-lost");
	await world.relay();
	await world.mine(10); // twenty seconds
	await world.settle();
	await world.relay();
	expect([await world.state(claim), world.service.submissions()]).toEqual(["relayed", 1]);
	await world.mineSlowly(1, 256); // expired, and not final
	await world.settle();
	expect(await world.state(claim)).toBe("relayed");
	await world.expire();
	await world.carryOn();
	await expectPaidOnce(world, claim);
	expect([world.service.submissions(), world.service.taken.length]).toEqual([2, 1]);
}, 60_000);

describe("a service that sits on what it took", () => {
	test("and sends it after all when we have sent it anew: paid once", async () => {
		world = await startManagedWorld();
		await world.earnAndSnapshot(10n ** 18n);
		const claims = [await world.acceptAt(0), await world.acceptAt(1, "on-behalf")];
		world.service.next("held", "held");
		await world.relay();
		await world.expire();
		expect(await Promise.all(claims.map(world.state))).toEqual(["accepted", "accepted"]);
		await world.relay(); // its nonces above the held ones: the node keeps them back
		expect(world.service.taken).toHaveLength(4);
		await world.mine(4);
		await world.settle();
		expect(await Promise.all(claims.map(world.state))).toEqual(["relayed", "relayed"]);
		await world.service.release();
		await world.mine(4);
		await world.settle();
		await world.expire();
		await world.carryOn();
		await expectPaidOnce(world, ...claims);
	}, 60_000);
	test("and sends it after we gave it up, before we sent it anew: settled without another transaction", async () => {
		world = await startManagedWorld();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.acceptAt(0);
		world.service.next("held");
		await world.relay();
		await world.expire();
		await world.service.release();
		await world.carryOn();
		await expectPaidOnce(world, claim);
		expect(world.service.submissions()).toBe(1);
	}, 60_000);
	test("and fills its nonce with a no-op: that is no outcome, and the claim is sent anew", async () => {
		world = await startManagedWorld();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.acceptAt(0);
		world.service.next("held");
		await world.relay();
		await world.service.release(true);
		await world.settle(); // learns the no-op's hash
		await world.mine(4);
		await world.settle();
		expect(await world.state(claim)).toBe("relayed");
		await world.expire();
		await world.carryOn();
		await expectPaidOnce(world, claim);
		expect(world.service.taken).toHaveLength(2);
	}, 60_000);
	test("does not hold up the claims that it sent later", async () => {
		world = await startManagedWorld();
		await world.earnAndSnapshot(10n ** 18n);
		const lost = await world.acceptAt(0);
		world.service.next("request-lost");
		await world.relay();
		const later = await world.acceptAt(1);
		await world.relay();
		await world.mine(4);
		await world.settle();
		await world.settle();
		expect([await world.state(lost), await world.state(later)]).toEqual(["relayed", "settled"]);
		expect(await world.rows()).toHaveLength(2);
		await world.expire();
		await world.carryOn();
		await expectPaidOnce(world, lost, later);
	}, 60_000);
});

test("a service that sends everything twice pays nobody twice", async () => {
	world = await startManagedWorld();
	await world.earnAndSnapshot(10n ** 18n);
	const claims = [await world.acceptAt(0), await world.acceptAt(1, "on-behalf")];
	world.service.next("sent-twice", "sent-twice");
	await world.relay();
	await world.mine(4);
	await world.settle();
	await world.settle();
	await world.expire();
	await world.carryOn();
	await expectPaidOnce(world, ...claims);
}, 60_000);

test("what somebody else was before of pays nobody, and its gas is booked against the day's budget all the same", async () => {
	world = await startManagedWorld();
	const tokens = world.ports.tokens.map((token) => ({ ...token, dailyBudgetWei: 10n ** 18n }));
	Object.assign(world.ports, { tokens });
	await world.earnAndSnapshot(10n ** 18n);
	const beforeWei = await world.balance(world.laneAddress);
	const claim = await world.acceptAt(0, "on-behalf");
	await world.relay();
	const first = { gasLimit: 300_000, maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 90_000_000_000n };
	await world.token.getFunction("claimFor")(claim.holder, claim.snapshotIds, first);
	await world.mine(4);
	await world.settle();
	await world.expire();
	await world.carryOn();
	await expectPaidOnce(world, claim);
	const spentWei = beforeWei - (await world.balance(world.laneAddress));
	expect(spentWei).toBeGreaterThan(0n);
	const { day } = dayOf(world.ports.nowMs());
	const bookedWei = await world.ports.store.counters.total(`budget#${TOKEN_ID}#${day}`);
	expect(bookedWei).toBe(claim.bookedWei + spentWei);
}, 60_000);

test("a bump under a new hash is found", async () => {
	world = await startManagedWorld();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.acceptAt(0);
	await world.relay();
	const [before] = await world.rows();
	await world.service.bump(0);
	await world.settle();
	await world.mine(4);
	await world.settle();
	await world.settle();
	await expectPaidOnce(world, claim);
	expect((await world.ports.store.lanes.get(LANE, 0))?.submission?.hashes).toHaveLength(2);
	expect((await world.claim(claim.id)).outcome?.transactionHash).not.toBe(before?.submission?.hashes[0]);
}, 60_000);

test("a block that is dropped takes the claim back, and the service's own repetition settles it", async () => {
	world = await startManagedWorld();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.acceptAt(0);
	await world.relay();
	await world.mine();
	await world.settle();
	expect(await world.state(claim)).toBe("mined");
	await world.rpc("anvil_rollback", [1]);
	await world.mine();
	await world.settle();
	expect([await world.state(claim), (await world.rows())[0]?.state]).toEqual(["relayed", "sent"]);
	await world.service.resend();
	await world.mine(4);
	await world.settle();
	await world.settle();
	await expectPaidOnce(world, claim);
	expect(world.service.submissions()).toBe(1);
}, 60_000);
