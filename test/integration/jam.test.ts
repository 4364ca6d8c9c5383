import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Claim } from "../../functions/core/claim.ts";
import type { Kill } from "../crash/plan.ts";
import { startWorker } from "../crash/start-worker.ts";
import { audit, wrongsOf } from "../given/audit.ts";
import { dice } from "../given/dice.ts";
import { type FaultyRpc, startFaultyRpc } from "../given/faulty-rpc.ts";
import { type Ground, layGround } from "../given/ground.ts";
import type { KillPoint, When } from "../given/kill-points.ts";
import { type Turns, turnsOn } from "../given/turns.ts";

// The jam that other relayers know: a nonce is taken in the store, its broadcast fails, the process starts anew, and
// every later nonce waits behind one that nobody will ever send (OpenZeppelin Relayer, issue 843).
const WORKER = join(import.meta.dirname, "../crash/worker.ts");
let ground: Ground;
let node: FaultyRpc;
let turns: Turns;
beforeAll(async () => {
	ground = await layGround({ holders: 4, seed: "jam", finality: 4 });
	node = await startFaultyRpc(ground.env.RPC_URL, dice("jam"));
	turns = turnsOn(ground, node.url);
}, 60_000);
beforeEach(() => ground.earnAndSnapshot(10n ** 18n));
afterAll(async () => {
	await node?.stop();
	await ground?.stop();
});

/** A process of its own that relays once; with `kill`, it dies of it. Gives how it ended. */
async function relayInOwnProcess(kill?: Kill): Promise<string> {
	const life = { ignoresLeases: true, ...(kill ? { kill } : {}) };
	const worker = startWorker(WORKER, life, { ...ground.env, RPC_URL: node.url }, () => undefined);
	await worker.ready;
	const ended = await worker.run({ work: "relay" });
	if (worker.isAlive()) worker.child.disconnect();
	await worker.exited;
	return Object.keys(ended).join();
}
const stateOf = async ({ id }: Claim) => (await ground.worker().store.claims.get(id))?.state;
const openNonces = async () => (await ground.worker().store.lanes.open(ground.laneId)).map(({ nonce }) => nonce);
const minedCount = () => ground.provider.getTransactionCount(ground.laneAddress);

describe("while nodes refuse every broadcast, a worker dies", () => {
	test.each<[When, KillPoint]>([
		["after", "put"],
		["after", "move"],
		["after", "sign"],
		["before", "arm"],
		["after", "arm"],
		["before", "broadcast"],
		["after", "broadcast"],
	])(
		"%s its %s: later claims go through, and no nonce is left behind",
		async (when, point) => {
			const first = await minedCount();
			node.rules = [
				{ mishap: { kind: "error", message: "internal error", forwards: false }, methods: ["eth_sendRawTransaction"] },
			];
			const claims = [await turns.accept(0)];
			expect(await relayInOwnProcess({ work: "relay", point, when, pass: 1 })).toBe("died");
			expect(await openNonces()).toEqual([first]); // the nonce is taken
			claims.push(await turns.accept(1), await turns.accept(2));
			expect(await relayInOwnProcess()).toBe("done"); // started anew, and still refused
			await ground.mine(2);
			expect([await openNonces(), await minedCount()]).toEqual([[first, first + 1], first]);

			node.rules = [];
			claims.push(await turns.accept(3));
			expect(await relayInOwnProcess()).toBe("done");
			await ground.mine();
			expect([await openNonces(), await minedCount()]).toEqual([[first, first + 1, first + 2], first + 3]);
			await turns.rest();
			expect(await Promise.all(claims.map(stateOf))).toEqual(claims.map(() => "settled"));
			expect(wrongsOf(await audit(ground, new Set(claims.map(({ id }) => id))))).toEqual([]);
		},
		60_000,
	);
});
