import { afterEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Token } from "../../functions/core/stage.ts";
import { ANVIL_CHAIN_ID, rpc } from "../../infra/local/anvil.ts";
import { keptLog } from "../given/http.ts";
import { API_KEY, API_SECRET, defenderDialogue, RELAYER_ID, relayerDialogue } from "../given/managed-dialogues.ts";
import { type ManagedService, startManagedService } from "../given/managed-service.ts";
import { SECOND_KEY } from "../given/second-lane.ts";
import { LANE, LANE_KEY, owedWei, startWorld, type World } from "../given/world.ts";

/** Relayed by a service that signs and counts nonces by itself; it gives up after a minute. */
const kinds = {
	"openzeppelin-relayer": {
		dialogue: relayerDialogue,
		access: { relayerId: RELAYER_ID, apiKey: "env:API_KEY" },
	},
	defender: { dialogue: defenderDialogue, access: { apiKey: "env:API_KEY", apiSecret: "env:API_SECRET" } },
} as const;
type Kind = keyof typeof kinds;

let world: World;
let service: ManagedService;
let log: ReturnType<typeof keptLog>;
/** How far the chain's clock was set forward, and ours with it. */
let aheadMs: number;
async function begin(kind: Kind = "openzeppelin-relayer", holders = 4, { secondLane = false } = {}): Promise<void> {
	const { dialogue, access } = kinds[kind];
	log = keptLog();
	aheadMs = 0;
	world = await startWorld(holders, undefined, {
		log,
		env: { API_KEY, API_SECRET, SECOND_KEY },
		stage: async (stage, rpcUrl) => {
			service = await startManagedService(dialogue, {
				key: LANE_KEY,
				chainId: ANVIL_CHAIN_ID,
				send: async (bytes) => void (await rpc(rpcUrl, "eth_sendRawTransaction", [bytes]).catch(() => undefined)),
			});
			const { url, address } = service;
			const lane = { id: LANE, chainId: ANVIL_CHAIN_ID, sender: { kind, url, address, expirySec: 60, ...access } };
			const own = { id: "own", chainId: ANVIL_CHAIN_ID, sender: { kind: "local", key: "env:SECOND_KEY" } };
			const chains = stage.chains.map(({ claimMandate: _none, ...chain }) => chain);
			return { ...stage, chains, lanes: secondLane ? [lane, own] : [lane] };
		},
	});
	world.ports.nowMs = ahead;
}
const ahead = (): number => Date.now() + aheadMs;
afterEach(async () => {
	await world.stop();
	await service.stop();
});

const holderAt = (at: number): HDNodeWallet => world.holders[at] as HDNodeWallet;
const token = (): Token => world.ports.tokens[0] as Token;
const relay = () => relayLane(world.ports, LANE);
const settle = () => settleLane(world.ports, LANE, 0);
const state = async (claim: Claim): Promise<string> => (await world.claim(claim.id)).state;
const rows = () => world.ports.store.lanes.open(LANE);
/** Beyond expiry and grace, and final. */
async function expire(): Promise<void> {
	await world.rpc("anvil_mine", ["0x5", "0x40"]);
	aheadMs += 5 * 64_000;
	await settle();
}
async function carryOn(): Promise<void> {
	for (let turn = 0; turn < 3; turn++) {
		await relay();
		await world.mine(4);
		await settle();
	}
}
async function accept(at = 0, route: Route = "forwarder"): Promise<Claim> {
	return world.accept(holderAt(at), route);
}
/** Settled, paid what was due and not a wei more, and nothing left open in the lane. */
async function expectPaidOnce(...claims: Claim[]): Promise<void> {
	for (const { id, holder } of claims) {
		const claim = await world.claim(id);
		expect([claim.state, claim.outcome?.result]).toEqual(["settled", "paid"]);
		expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		expect(claim.outcome?.payments.map(({ amount }) => amount)).toEqual([await owedWei(world, holder)]);
	}
	expect(await rows()).toEqual([]);
}

describe.each(Object.keys(kinds) as Kind[])("through %s", (kind) => {
	test("a whole cycle: a snapshot, claims on every route in a batch each, paid and settled", async () => {
		await begin(kind);
		await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
		await world.mine(4);
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: true });
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "unfinalised" });
		await world.mine(1);
		await settle();
		expect((await rows()).map((row) => row.state)).toEqual(["mined"]);
		await world.mine(3);
		await settle();
		expect(await takeSnapshot(world.ports, token())).toEqual({ sent: false, reason: "no_revenue" });

		const claims = [await accept(0), await accept(1), await accept(2, "on-behalf"), await accept(3, "on-behalf")];
		await relay();
		expect(service.taken).toHaveLength(3);
		expect((await rows()).map((row) => [row.nonce, row.state, row.attempts])).toEqual([
			[1, "sent", []],
			[2, "sent", []],
		]);
		await world.mine();
		await settle();
		expect(await Promise.all(claims.map(state))).toEqual(claims.map(() => "mined"));
		await world.mine(3);
		await settle();
		await expectPaidOnce(...claims);
		expect(service.submissions()).toBe(3);
		expect(JSON.stringify(log.lines, (_key, one) => (typeof one === "bigint" ? `${one}` : one))).not.toMatch(
			new RegExp(`${API_KEY}|${API_SECRET}`),
		);
	}, 90_000);

	test("an answer that is lost: it is not told twice, and the claim settles by what the chain shows", async () => {
		await begin(kind);
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await accept();
		service.next("answer-lost");
		await relay();
		await world.mine(4);
		for (let turn = 0; turn < 2; turn++) {
			await relay();
			await settle();
		}
		expect([await state(claim), service.submissions()]).toEqual(["relayed", 1]);
		await expire();
		expect(await state(claim)).toBe("accepted");
		await carryOn();
		await expectPaidOnce(claim);
		expect(service.submissions()).toBe(1);
	}, 90_000);
});

test("what never arrived is sent again after expiry and finality, not before", async () => {
	await begin();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await accept();
	service.next("request-lost");
	await relay();
	await world.mine(10); // twenty seconds
	await settle();
	await relay();
	expect([await state(claim), service.submissions()]).toEqual(["relayed", 1]);
	await world.rpc("anvil_mine", ["0x1", "0x100"]); // expired, and not final
	aheadMs += 256_000;
	await settle();
	expect(await state(claim)).toBe("relayed");
	await expire();
	await carryOn();
	await expectPaidOnce(claim);
	expect([service.submissions(), service.taken.length]).toEqual([2, 1]);
}, 60_000);

describe("a service that sits on what it took", () => {
	test("and sends it after all when we have sent it anew: paid once", async () => {
		await begin();
		await world.earnAndSnapshot(10n ** 18n);
		const claims = [await accept(0), await accept(1, "on-behalf")];
		service.next("held", "held");
		await relay();
		await expire();
		expect(await Promise.all(claims.map(state))).toEqual(["accepted", "accepted"]);
		await relay(); // its nonces above the held ones: the node keeps them back
		expect(service.taken).toHaveLength(4);
		await world.mine(4);
		await settle();
		expect(await Promise.all(claims.map(state))).toEqual(["relayed", "relayed"]);
		await service.release();
		await world.mine(4);
		await settle();
		await expire();
		await carryOn();
		await expectPaidOnce(...claims);
	}, 60_000);
	test("and sends it after we gave it up, before we sent it anew: settled without another transaction", async () => {
		await begin();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await accept();
		service.next("held");
		await relay();
		await expire();
		await service.release();
		await carryOn();
		await expectPaidOnce(claim);
		expect(service.submissions()).toBe(1);
	}, 60_000);
	test("and fills its nonce with a no-op: that is no outcome, and the claim is sent anew", async () => {
		await begin();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await accept();
		service.next("held");
		await relay();
		await service.release(true);
		await settle(); // learns the no-op's hash
		await world.mine(4);
		await settle();
		expect(await state(claim)).toBe("relayed");
		await expire();
		await carryOn();
		await expectPaidOnce(claim);
		expect(service.taken).toHaveLength(2);
	}, 60_000);
	test("does not hold up the claims that it sent later", async () => {
		await begin();
		await world.earnAndSnapshot(10n ** 18n);
		const lost = await accept(0);
		service.next("request-lost");
		await relay();
		const later = await accept(1);
		await relay();
		await world.mine(4);
		await settle();
		await settle();
		expect([await state(lost), await state(later)]).toEqual(["relayed", "settled"]);
		expect(await rows()).toHaveLength(2);
		await expire();
		await carryOn();
		await expectPaidOnce(lost, later);
	}, 60_000);
});

test("a service that sends everything twice pays nobody twice", async () => {
	await begin();
	await world.earnAndSnapshot(10n ** 18n);
	const claims = [await accept(0), await accept(1, "on-behalf")];
	service.next("sent-twice", "sent-twice");
	await relay();
	await world.mine(4);
	await settle();
	await settle();
	await expire();
	await carryOn();
	await expectPaidOnce(...claims);
}, 60_000);

test("a bump under a new hash is found", async () => {
	await begin();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await accept();
	await relay();
	const [before] = await rows();
	await service.bump(0);
	await settle();
	await world.mine(4);
	await settle();
	await settle();
	await expectPaidOnce(claim);
	expect((await world.ports.store.lanes.get(LANE, 0))?.submission?.hashes).toHaveLength(2);
	expect((await world.claim(claim.id)).outcome?.transactionHash).not.toBe(before?.submission?.hashes[0]);
}, 60_000);

test("a block that is dropped takes the claim back, and the service's own repetition settles it", async () => {
	await begin();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await accept();
	await relay();
	await world.mine();
	await settle();
	expect(await state(claim)).toBe("mined");
	await world.rpc("anvil_rollback", [1]);
	await world.mine();
	await settle();
	expect([await state(claim), (await rows())[0]?.state]).toEqual(["relayed", "sent"]);
	await service.resend();
	await world.mine(4);
	await settle();
	await settle();
	await expectPaidOnce(claim);
	expect(service.submissions()).toBe(1);
}, 60_000);

describe("a service that takes nothing", () => {
	test("gives the claims back at once, and the lane is passed over until it serves again", async () => {
		await begin();
		await world.earnAndSnapshot(10n ** 18n);
		const claim = await accept();
		service.next("refused");
		await relay();
		expect([await state(claim), (await world.ports.store.lanes.status(LANE))?.setAside]).toEqual([
			"accepted",
			"sender",
		]);
		await settle();
		expect(await rows()).toEqual([]);
		service.pause(true);
		await relay();
		expect(service.submissions()).toBe(1); // asked before anything is handed over
		service.pause(false);
		await carryOn();
		await expectPaidOnce(claim);
		expect(await world.ports.store.lanes.status(LANE)).toBeUndefined();
	}, 60_000);
	test("and is gone for good: what it sent settles, what waits goes to the lane beside it", async () => {
		await begin("defender", 12, { secondLane: true });
		await world.earnAndSnapshot(10n ** 18n);
		const claims: Claim[] = [];
		for (const holder of world.holders) claims.push(await world.accept(holder));
		const here = claims.filter(({ lane }) => lane === LANE);
		expect(here.length).toBeGreaterThan(0);
		await relay();
		await settle();
		await world.operator.sendTransaction({ to: token().address, value: 10n ** 18n });
		await service.stop();
		await world.mine(4);
		await settle();
		for (const claim of here) expect(await state(claim)).toBe("settled");
		await world.token.getFunction("snapshot")({ gasLimit: 400_000 });
		await world.mine(4);
		const waiting = await world.accept(
			world.holders.find(({ address }) => address === here[0]?.holder) as HDNodeWallet,
		);
		expect(waiting.lane).toBe(LANE);
		await relay();
		expect((await world.claim(waiting.id)).lane).toBe("own");
		await relayLane(world.ports, "own");
		await world.mine(4);
		await settleLane(world.ports, "own", 0);
		expect(await state(waiting)).toBe("settled");
		expect(await world.balance(waiting.holder)).toBe(await owedWei(world, waiting.holder));
	}, 120_000);
});

test("many workers at once, without leases, hand each row over once", async () => {
	await begin("openzeppelin-relayer", 6);
	await world.earnAndSnapshot(10n ** 18n);
	const claims = await Promise.all(world.holders.map((holder) => world.accept(holder)));
	const withoutLease = {
		...world.ports,
		store: { ...world.ports.store, leases: { acquire: async () => true, release: async () => undefined } },
	};
	await Promise.all(Array.from({ length: 8 }, () => relayLane(withoutLease, LANE)));
	await Promise.all(Array.from({ length: 4 }, () => settleLane(withoutLease, LANE, 0)));
	await world.mine(4);
	for (let turn = 0; turn < 3; turn++) await settle();
	const handed = service.taken.map(({ data }) => data);
	expect(new Set(handed).size).toBe(handed.length);
	await expectPaidOnce(...claims);
}, 90_000);

test("a worker that died between taking the row and handing it over costs an expiry, and no claim", async () => {
	await begin();
	await world.earnAndSnapshot(10n ** 18n);
	const claim = await accept();
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
	await relay();
	await settle();
	expect([await state(claim), service.submissions()]).toEqual(["relayed", 0]);
	await expire();
	await carryOn();
	await expectPaidOnce(claim);
	expect((await world.claim(claim.id)).id as Hex).toBe(claim.id);
}, 60_000);
