import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { HDNodeWallet } from "ethers";
import { memoryNotifier } from "../../functions/adapters/notifier/memory.ts";
import { observeLane } from "../../functions/app/observe-lane.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { watchToken } from "../../functions/app/watch-token.ts";
import { delegationCode } from "../../functions/core/eip7702.ts";
import { ETH, type Hex } from "../../functions/core/hex.ts";
import { type Notice, noticeId } from "../../functions/core/notice.ts";
import { TOPIC } from "../../functions/core/outbox.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import { keptLog } from "../given/http.ts";
import { LANE, owedWei, startWorld, TOKEN_ID, type World } from "../given/world.ts";

let world: World;
let ports: Ports;
let notices: Notice[];
beforeEach(async () => {
	world = await startWorld(3);
	const notifier = memoryNotifier();
	ports = { ...world.ports, notifier };
	notices = notifier.notices;
}, 60_000);
afterEach(() => world.stop());

const told = <K extends Notice["kind"]>(kind: K) => notices.filter((one) => one.kind === kind);
const relay = () => relayLane(ports, LANE);
const settle = () => settleLane(ports, LANE, 0);
const mineAndSettle = async () => {
	await world.mine();
	await settle();
	await world.mine(3);
	await settle();
};

describe("a claim's end is told", () => {
	test("once, with what was paid, before or after its worker dies of the write", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const claims = await Promise.all(world.holders.map((holder) => world.accept(holder)));
		await relay();
		await world.mine(4);
		const { move } = ports.store.claims;
		let deaths = 3;
		ports.store.claims.move = (claim) =>
			claim.state === "settled" && deaths-- > 0 ? Promise.reject(new Error("killed here")) : move(claim);
		for (let turn = 0; turn < 6; turn++) {
			await world.mine();
			await settle();
		}
		for (const { id, holder, snapshotIds, tokenId } of claims) {
			const { state, outcome } = await world.claim(id);
			expect(state).toBe("settled");
			expect(notices.filter((one) => "claimId" in one && one.claimId === id)).toEqual([
				{
					kind: "claim.settled",
					claimId: id,
					tokenId,
					holder,
					snapshotIds,
					paid: [{ asset: ETH, amount: await owedWei(world, holder) }],
					transactionHash: outcome?.transactionHash,
				},
			]);
		}
	}, 60_000);
	test("also when the holder took it himself", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		const [first] = world.holders;
		const { id } = await world.accept(first as (typeof world.holders)[0], "on-behalf");
		await world.token.getFunction("claimFor")(first?.address, [1n], { gasLimit: 400_000 });
		await world.mine(5);
		await relay();
		expect((await world.claim(id)).state).toBe("settled");
		expect(told("claim.settled")).toHaveLength(1);
	}, 60_000);
	test("to nobody's cost where nobody wants it: without webhooks a claim leaves no row", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		ports = world.ports;
		await Promise.all(world.holders.map((holder) => world.accept(holder)));
		await relay();
		await mineAndSettle();
		const kinds = (await ports.store.notices.due(TOPIC, Number.MAX_SAFE_INTEGER, 99)).map(({ kind }) => kind);
		expect(kinds.filter((kind) => kind.startsWith("claim."))).toEqual([]);
	}, 60_000);
});

describe("revenue is told", () => {
	const token = (): Token => ports.tokens[0] as Token;
	const watch = () => watchToken(ports, token(), Number.POSITIVE_INFINITY);
	test("once a range, also when its worker dies before it is told", async () => {
		for (const wei of [5n, 7n]) await world.operator.sendTransaction({ to: token().address, value: wei });
		await world.mine(4);
		const { notifier } = ports;
		ports.notifier = { notify: () => Promise.reject(new Error("killed here")) };
		await expect(watch()).rejects.toThrow("killed here");
		ports.notifier = notifier;
		await watch();
		await world.operator.sendTransaction({ to: token().address, value: 9n });
		await world.mine(4);
		await watch();
		await world.mine(4);
		await watch();
		const all = told("revenue.seen") as Extract<Notice, { kind: "revenue.seen" }>[];
		expect(all.map(({ inflowCount, totals }) => [inflowCount, totals])).toEqual([
			[2, [{ asset: ETH, amount: 12n }]],
			[1, [{ asset: ETH, amount: 9n }]],
		]);
		expect(all[1]?.fromBlock).toBeGreaterThan(all[0]?.toBlock ?? 0);
		expect((await ports.store.ledger.inflows(TOKEN_ID, 9)).inflows).toHaveLength(3);
	}, 60_000);
});

describe("a trouble of a lane is told once for each time that it comes", () => {
	test("how long claims and transactions wait is told while no node and no key answers", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		await world.accept(world.holders[0] as HDNodeWallet);
		await relay();
		const log = keptLog();
		const silent = { ...ports, log, sender: () => Promise.reject(new Error("no key")) };
		const later = { ...silent, nowMs: () => ports.nowMs() + 600_000 };
		await expect(observeLane(later, LANE)).rejects.toThrow("no key");
		const seen = log.lines.find(({ event }) => event === "lane_seen")?.facts;
		expect(Object.keys(seen ?? {})).toEqual(["lane", "backlogSec", "unminedSec"]);
		expect(seen?.unminedSec).toBeGreaterThanOrEqual(600);
	}, 60_000);
	test("too little ETH", async () => {
		const balance = (wei: bigint) => world.rpc("anvil_setBalance", [world.laneAddress, `0x${wei.toString(16)}`]);
		await observeLane(ports, LANE);
		expect(told("lane.low")).toEqual([]);
		for (let time = 1; time <= 2; time++) {
			await balance(10n ** 15n);
			for (let look = 0; look < 3; look++) await observeLane(ports, LANE);
			expect(told("lane.low")).toHaveLength(time);
			await balance(10n ** 18n);
			await observeLane(ports, LANE);
			await ports.sleep(5);
		}
		expect(told("lane.low")[0]).toMatchObject({
			lane: LANE,
			address: world.laneAddress,
			balanceWei: 10n ** 15n,
			floorWei: ports.alerts.laneBalanceWei,
		});
	}, 60_000);
	test("that it is set aside: its key is delegated, or does not sign", async () => {
		const delegated = (code: Hex) => world.rpc("anvil_setCode", [world.laneAddress, code]);
		const signless: Ports = {
			...ports,
			sender: async (lane) => ({
				...(await ports.sender(lane)),
				sign: async () => {
					throw new Error("the key is disabled");
				},
			}),
		};
		await world.earnAndSnapshot(10n ** 18n);
		for (let time = 0; time < 2; time++) {
			await delegated(delegationCode(world.claimMandate));
			for (let look = 0; look < 2; look++) {
				await relay();
				await observeLane(ports, LANE);
			}
			await ports.sleep(5);
			await delegated("0x");
			await relay();
			await observeLane(ports, LANE);
		}
		await world.accept(world.holders[0] as HDNodeWallet);
		await expect(relayLane(signless, LANE)).rejects.toThrow("the key is disabled");
		const keyless = { ...ports, sender: () => Promise.reject(new Error("no key")) };
		await expect(observeLane(keyless, LANE)).rejects.toThrow("no key");
		const [first, second, third, ...more] = told("lane.set-aside");
		expect([first, second, third]).toMatchObject(
			["delegated", "delegated", "sender"].map((reason) => ({ lane: LANE, reason })),
		);
		expect(more).toEqual([]);
		expect(told("lane.low")).toEqual([]);
	}, 60_000);
	test("a transaction that is stuck at the cap", async () => {
		await world.earnAndSnapshot(10n ** 18n);
		await Promise.all(world.holders.map((holder) => world.accept(holder)));
		await relay();
		const [row] = await ports.store.lanes.open(LANE);
		ports.chainStage = (id) => ({ ...world.ports.chainStage(id), feeCapWei: 1n, bumpAfterSec: 0 });
		for (let look = 0; look < 3; look++) await settle();
		const stuck = told("transaction.stuck");
		expect(stuck).toEqual([
			{
				kind: "transaction.stuck",
				lane: LANE,
				nonce: row?.nonce,
				transactionHash: row?.attempts[0]?.hash,
				attempts: 1,
			},
		]);
		expect(new Set(stuck.map(noticeId)).size).toBe(1);
	}, 60_000);
});
