import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { finaliseTransaction } from "../../functions/app/finalise-transaction.ts";
import { laneContext } from "../../functions/app/lane-context.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { type ShownClaim, showClaim } from "../../functions/app/show-claim.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Token } from "../../functions/core/stage.ts";
import { audit, wrongsOf } from "../given/audit.ts";
import { dice } from "../given/dice.ts";
import { startFaultyRpc } from "../given/faulty-rpc.ts";
import { type Ground, layGround, OPERATOR } from "../given/ground.ts";
import { type Turns, turnsOn } from "../given/turns.ts";

/** Finality by confirmations, as deep as any reorg here. */
const DEEPEST = 64;
const HOLDERS = 12;

let ground: Ground;
let turns: Turns;
async function begin(finality: number, rpcUrl?: string): Promise<void> {
	ground = await layGround({ holders: HOLDERS, seed: "reorg", finality });
	turns = turnsOn(ground, rpcUrl);
	await ground.earnAndSnapshot(10n ** 18n);
}
afterEach(() => ground?.stop());

const claimOf = ({ id }: Claim): Promise<ShownClaim> => showClaim(ground.worker(), id);
const reorg = (depth: number) => ground.rpc("anvil_reorg", [depth, []]);
const minedCount = () => ground.provider.getTransactionCount(ground.laneAddress);
async function wrongs(): Promise<string[]> {
	return wrongsOf(await audit(ground, new Set()));
}
/** Settles until there is nothing more to see in the chain as it stands. */
const settle = async (): Promise<void> => {
	for (let turn = 0; turn < 3; turn++) await turns.settle();
};

describe("a reorg", () => {
	beforeEach(() => begin(DEEPEST), 60_000);

	test("of any depth within finality undoes a mined batch, and the same bytes are mined again", async () => {
		// Not many more: past some 800 blocks, anvil loses contracts when it goes back.
		for (const [at, depth] of [1, 2, 7, 31, DEEPEST].entries()) {
			const claim = await turns.accept(at);
			await turns.relay();
			await ground.mine(depth); // the batch is so deep
			await settle();
			const before = await claimOf(claim);
			expect([depth, before.state]).toEqual([depth, "mined"]);
			await reorg(depth);
			expect([depth, await minedCount()]).toEqual([depth, at]);
			await turns.settle();
			expect([depth, (await claimOf(claim)).state]).toEqual([depth, "relayed"]);
			await turns.settle();
			await ground.mine();
			await settle();
			const again = await claimOf(claim);
			expect([depth, again.state, again.outcome?.transactionHash]).toEqual([
				depth,
				"mined",
				before.outcome?.transactionHash,
			]);
			expect(again.outcome?.blockHash).not.toBe(before.outcome?.blockHash);
			await ground.mine(DEEPEST);
			await settle();
			expect([depth, (await claimOf(claim)).state]).toEqual([depth, "settled"]);
		}
		expect(await unclaimedAside()).toEqual([]);
	}, 120_000);

	test("just before a batch is final keeps it from being settled, and just after leaves it as it is", async () => {
		const claim = await turns.accept(0);
		await turns.relay();
		await ground.mine(DEEPEST);
		await settle();
		expect((await claimOf(claim)).state).toBe("mined");
		await ground.mine();
		await settle();
		const settled = await claimOf(claim);
		expect(settled.state).toBe("settled");
		await reorg(DEEPEST);
		await settle();
		expect(await claimOf(claim)).toEqual(settled);
		expect(await minedCount()).toBe(1);
	}, 60_000);

	test("that keeps the batch, in another block, moves the claim there", async () => {
		const claim = await turns.accept(0);
		await turns.relay();
		await ground.mine();
		await settle();
		const before = await claimOf(claim);
		const raw = await ground.rpc<Hex>("eth_getRawTransactionByHash", [before.outcome?.transactionHash]);
		await ground.rpc("anvil_reorg", [1, [[raw, 0]]]);
		await settle();
		const after = await claimOf(claim);
		expect(after.state).toBe("mined");
		expect(after.outcome?.blockHash).not.toBe(before.outcome?.blockHash);
		await turns.rest();
		expect((await claimOf(claim)).state).toBe("settled");
	}, 60_000);

	test("under a snapshot and the claims on it redoes both, in their order", async () => {
		await ground.rpc("eth_sendTransaction", [
			{ from: OPERATOR, to: ground.deployed.token, value: "0xde0b6b3a7640000" },
		]);
		await ground.mine(DEEPEST + 1);
		const worker = turns.worker();
		expect(await takeSnapshot(worker, worker.tokens[0] as Token)).toEqual({ sent: true });
		await ground.mine();
		const claim = await turns.accept(0);
		expect(claim.snapshotIds).toEqual([1n, 2n]);
		await turns.relay();
		await ground.mine();
		await settle();
		expect((await claimOf(claim)).state).toBe("mined");
		await reorg(2);
		await turns.rest();
		expect((await claimOf(claim)).state).toBe("settled");
		expect(await minedCount()).toBe(2);
	}, 60_000);

	test.each([1, 2])(
		"after reorg, at random depths (seed %s): every claim is settled once",
		async (seed) => {
			const at = dice(`reorg ${seed}`);
			const waiting = at.shuffle(Array.from({ length: HOLDERS }, (_, holder) => holder));
			const heightBefore = await ground.provider.getBlockNumber();
			for (let step = 0; step < 25; step++) {
				const holder = at.chance(0.4) ? waiting.shift() : undefined;
				if (holder !== undefined) await turns.accept(holder);
				await turns.pass(1 + at.below(3));
				const young = (await ground.provider.getBlockNumber()) - heightBefore;
				if (at.chance(0.4)) await reorg(Math.min(1 + at.below(DEEPEST), young - 1));
			}
			while (waiting.length > 0) await turns.accept(waiting.pop() as number);
			await turns.rest();
			expect(await wrongs()).toEqual([]);
		},
		120_000,
	);
});

test("a claim on top of one that a reorg undid waits for it, however long that takes to be mined again", async () => {
	await begin(4);
	await ground.earnAndSnapshot(10n ** 18n);
	const deaf = await startFaultyRpc(ground.env.RPC_URL, dice("deaf"));
	try {
		turns = turnsOn(ground, deaf.url);
		const first = await turns.accept(0, [1n]);
		await turns.relay();
		await ground.mine();
		await settle();
		const second = await turns.accept(0, [2n]);
		deaf.rules = [{ mishap: { kind: "lost request" }, methods: ["eth_sendRawTransaction"] }];
		await reorg(1);
		await turns.pass(8);
		expect([(await claimOf(first)).state, (await claimOf(second)).state]).toEqual(["relayed", "accepted"]);
		deaf.rules = [];
		await turns.rest();
		expect([(await claimOf(first)).state, (await claimOf(second)).state]).toEqual(["settled", "settled"]);
		expect(await unclaimedAside()).toEqual([]);
	} finally {
		await deaf.stop();
	}
}, 60_000);

test("a worker that slept while its row's fees were raised does not take the row for overtaken", async () => {
	await begin(4);
	const claim = await turns.accept(0);
	await turns.relay();
	const [asleep] = await ground.worker().store.lanes.open(ground.laneId);
	if (!asleep) throw new Error("nothing was sent");
	await settleLane({ ...turns.worker(), nowMs: () => Date.now() + 60_000 }, ground.laneId, 0);
	await ground.mine();
	await settle();
	const raised = (await ground.worker().store.lanes.get(ground.laneId, 0))?.attempts.at(-1);
	await ground.mine(ground.finality + 1);
	const worker = turns.worker();
	const context = await laneContext(worker, ground.laneId);
	const finalized = await context.chain.block("finalized");
	// It wakes up with the row as it was, and asks for the receipts of the attempts that it knows.
	expect(await finaliseTransaction(worker, context, asleep, { receipt: undefined, mayClose: true, finalized })).toBe(
		false,
	);
	expect((await claimOf(claim)).state).toBe("mined");
	await turns.rest();
	const { state, outcome } = await claimOf(claim);
	expect([state, outcome?.transactionHash]).toEqual(["settled", raised?.hash]);
	expect(outcome?.transactionHash).not.toBe(asleep.attempts[0]?.hash);
	expect(outcome?.gasUsed).toBeGreaterThan(0n);
}, 60_000);

/** What the audit finds, but for holders that never claimed. */
async function unclaimedAside(): Promise<string[]> {
	return (await wrongs()).filter((line) => !/has 0 of/.test(line));
}
