import { afterEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Token } from "../../functions/core/stage.ts";
import { API_KEY, API_SECRET } from "../given/managed-dialogues.ts";
import { expectPaidOnce, KINDS, type ManagedWorld, startManagedWorld } from "../given/managed-world.ts";
import { LANE, owedWei } from "../given/world.ts";

let world: ManagedWorld;
afterEach(() => world.stop());
const token = (): Token => world.ports.tokens[0] as Token;

describe.each(KINDS)("through %s", (kind) => {
	test("a whole cycle: a snapshot, claims on every route in a batch each, paid and settled", async () => {
		world = await startManagedWorld(kind);
		await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
		await world.mine(4);
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: true });
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "unfinalised" });
		await world.mine(1);
		await world.settle();
		expect((await world.rows()).map((row) => row.state)).toEqual(["mined"]);
		await world.mine(3);
		await world.settle();
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "no_revenue" });

		const claims = [
			await world.acceptAt(0),
			await world.acceptAt(1),
			await world.acceptAt(2, "on-behalf"),
			await world.acceptAt(3, "on-behalf"),
		];
		await world.relay();
		expect(world.service.taken).toHaveLength(3);
		expect((await world.rows()).map((row) => [row.nonce, row.state, row.attempts])).toEqual([
			[1, "sent", []],
			[2, "sent", []],
		]);
		await world.mine();
		await world.settle();
		expect(await Promise.all(claims.map(world.state))).toEqual(claims.map(() => "mined"));
		await world.mine(3);
		await world.settle();
		await expectPaidOnce(world, ...claims);
		expect(world.service.submissions()).toBe(3);
		expect(JSON.stringify(world.log.lines, (_key, one) => (typeof one === "bigint" ? `${one}` : one))).not.toMatch(
			new RegExp(`${API_KEY}|${API_SECRET}`),
		);
	}, 90_000);

	test("an answer that is lost: it is not told twice, and the claim settles by what the chain shows", async () => {
		world = await startManagedWorld(kind);
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.acceptAt(0);
		world.service.next("answer-lost");
		await world.relay();
		await world.mine(4);
		for (let turn = 0; turn < 2; turn++) {
			await world.relay();
			await world.settle();
		}
		expect([await world.state(claim), world.service.submissions()]).toEqual(["relayed", 1]);
		await world.expire();
		expect(await world.state(claim)).toBe("accepted");
		await world.carryOn();
		await expectPaidOnce(world, claim);
		expect(world.service.submissions()).toBe(1);
	}, 90_000);
});

describe("a service that takes nothing", () => {
	test("gives the claims back at once, and the lane is passed over until it serves again", async () => {
		world = await startManagedWorld();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await world.acceptAt(0);
		world.service.next("refused");
		await world.relay();
		expect([await world.state(claim), (await world.ports.store.lanes.status(LANE))?.setAside]).toEqual([
			"accepted",
			"sender",
		]);
		await world.settle();
		expect(await world.rows()).toEqual([]);
		world.service.pause(true);
		await world.relay();
		expect(world.service.submissions()).toBe(1); // asked before anything is handed over
		world.service.pause(false);
		await world.carryOn();
		await expectPaidOnce(world, claim);
		expect(await world.ports.store.lanes.status(LANE)).toBeUndefined();
	}, 60_000);
	test("and is gone for good: what it sent settles, what waits goes to the lane beside it", async () => {
		world = await startManagedWorld("defender", 12, { secondLane: true });
		await world.earnAndSnapshot(10n ** 18n);
		const claims: Claim[] = [];
		for (const holder of world.holders) claims.push(await world.accept(holder));
		const here = claims.filter(({ lane }) => lane === LANE);
		expect(here.length).toBeGreaterThan(0);
		await world.relay();
		await world.settle();
		await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
		await world.service.stop();
		await world.mine(4);
		await world.settle();
		for (const claim of here) expect(await world.state(claim)).toBe("settled");
		await world.token.getFunction("snapshot")({ gasLimit: 400_000 });
		await world.mine(4);
		const waiting = await world.accept(
			world.holders.find(({ address }) => address === here[0]?.holder) as HDNodeWallet,
		);
		expect(waiting.lane).toBe(LANE);
		await world.relay();
		expect((await world.claim(waiting.id)).lane).toBe("own");
		await relayLane(world.ports, "own");
		await world.mine(4);
		await settleLane(world.ports, "own", 0);
		expect(await world.state(waiting)).toBe("settled");
		expect(await world.balance(waiting.holder)).toBe(await owedWei(world, waiting.holder));
	}, 120_000);
});

test("many workers at once, without leases, hand each row over once", async () => {
	world = await startManagedWorld("openzeppelin-relayer", 6);
	await world.earnAndSnapshot(10n ** 18n);
	const claims = await Promise.all(world.holders.map((holder) => world.accept(holder)));
	const withoutLease = {
		...world.ports,
		store: { ...world.ports.store, leases: { acquire: async () => true, release: async () => undefined } },
	};
	await Promise.all(Array.from({ length: 8 }, () => relayLane(withoutLease, LANE)));
	await Promise.all(Array.from({ length: 4 }, () => settleLane(withoutLease, LANE, 0)));
	await world.mine(4);
	for (let turn = 0; turn < 3; turn++) await world.settle();
	const handed = world.service.taken.map(({ data }) => data);
	expect(new Set(handed).size).toBe(handed.length);
	await expectPaidOnce(world, ...claims);
}, 90_000);

test("a worker that died between taking the row and handing it over costs an expiry, and no claim", async () => {
	world = await startManagedWorld();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await world.acceptAt(0);
	const sender = await world.ports.sender(world.ports.lanes[0] as never);
	const dying = {
		...world.ports,
		sender: async () => ({
			...sender,
			submit: async () => {
				throw new Error("killed");
			},
		}),
	} as typeof world.ports;
	await expect(relayLane(dying, LANE)).rejects.toThrow("killed");
	await world.relay();
	await world.settle();
	expect([await world.state(claim), world.service.submissions()]).toEqual(["relayed", 0]);
	await world.expire();
	await world.carryOn();
	await expectPaidOnce(world, claim);
	expect((await world.claim(claim.id)).id as Hex).toBe(claim.id);
}, 60_000);
