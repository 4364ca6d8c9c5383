import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Claim } from "../../functions/core/claim.ts";
import { audit, wrongsOf } from "../given/audit.ts";
import { dice } from "../given/dice.ts";
import { type FaultRule, type FaultyRpc, type Mishap, startFaultyRpc } from "../given/faulty-rpc.ts";
import { type Ground, layGround } from "../given/ground.ts";
import { type Turns, turnsOn } from "../given/turns.ts";

const HOLDERS = 8;
const SEND = ["eth_sendRawTransaction"];
const RECEIPT = ["eth_getTransactionReceipt"];
const lie = (message: string, forwards = false): Mishap => ({ kind: "error", message, forwards });

let ground: Ground;
let node: FaultyRpc;
let turns: Turns;
beforeAll(async () => {
	ground = await layGround({ holders: HOLDERS, seed: "faults", finality: 4 });
	node = await startFaultyRpc(ground.env.RPC_URL, dice("faults"));
}, 60_000);
afterEach(() => {
	node.rules = [];
	node.struck.clear();
});
afterAll(async () => {
	await node?.stop();
	await ground?.stop();
});

/** What is wrong when all is done: nothing, after whatever fault. */
async function wrongs(): Promise<string[]> {
	return wrongsOf(await audit(ground, new Set()));
}
/** Every holder claims; `rules` hold for the first turns, and then no more. */
async function throughFaults(rules: FaultRule[], { faulty = 6, atOnce = 1 } = {}): Promise<Claim[]> {
	turns = turnsOn(ground, node.url);
	await ground.earnAndSnapshot(10n ** 17n);
	const claims: Claim[] = [];
	for (let at = 0; at < HOLDERS; at++) claims.push(await turns.accept(at));
	node.rules = rules;
	await turns.pass(faulty, atOnce);
	node.rules = [];
	await turns.rest();
	return Promise.all(claims.map(async ({ id }) => (await ground.worker().store.claims.get(id)) as Claim));
}
const minedCount = () => ground.provider.getTransactionCount(ground.laneAddress);

describe("every claim is settled once", () => {
	test.each<[string, FaultRule[]]>([
		["the bytes arrive and the answer is lost", [{ mishap: { kind: "lost answer" }, methods: SEND, times: 2 }]],
		["the bytes never arrive", [{ mishap: { kind: "lost request" }, methods: SEND, times: 4 }]],
		["the bytes arrive twice", [{ mishap: { kind: "twice" }, methods: SEND }]],
		[
			"the node says `already known` of bytes that it never had",
			[{ mishap: lie("already known"), methods: SEND, times: 2 }],
		],
		[
			"the node says `nonce too low` of a nonce that is free",
			[{ mishap: lie("nonce too low"), methods: SEND, times: 3 }],
		],
		[
			"the node takes the bytes and says `internal error`",
			[{ mishap: lie("internal error", true), methods: SEND, times: 3 }],
		],
		["the pool is full for a while", [{ mishap: lie("txpool is full"), methods: SEND, times: 3 }]],
		[
			"the node says that the lane has no funds",
			[{ mishap: lie("insufficient funds for gas * price + value"), methods: SEND, times: 3 }],
		],
		[
			"the node says that a replacement must pay more",
			[{ mishap: lie("replacement transaction underpriced"), methods: SEND, times: 3 }],
		],
		[
			"the node says that the fee is below the block's",
			[{ mishap: lie("max fee per gas less than block base fee"), methods: SEND, times: 3 }],
		],
		[
			"it answers a broadcast with 502 after taking it",
			[{ mishap: { kind: "http", status: 502, forwards: true }, methods: SEND, times: 3 }],
		],
		[
			"every call is refused with 429 for a while",
			[{ mishap: { kind: "http", status: 429, forwards: false }, times: 8 }],
		],
		["every other answer is cut off", [{ mishap: { kind: "truncated" }, rate: 0.5 }]],
		["every answer is late", [{ mishap: { kind: "slow", ms: 40 } }]],
		["nonces are some blocks old", [{ mishap: { kind: "stale", blocks: 3 }, methods: ["eth_getTransactionCount"] }]],
		["the node is some blocks behind", [{ mishap: { kind: "stale", blocks: 6 } }]],
		[
			"half of the time a node answers that is some blocks behind",
			[{ mishap: { kind: "stale", blocks: 6 }, rate: 0.5 }],
		],
		["trials are run on old state", [{ mishap: { kind: "stale", blocks: 2 }, methods: ["eth_call"] }]],
		["receipts come from a node that is far behind", [{ mishap: { kind: "stale", blocks: 12 }, methods: RECEIPT }]],
		["receipts are errors", [{ mishap: lie("internal error"), methods: RECEIPT }]],
	])(
		"although %s",
		async (_what, rules) => {
			const before = await minedCount();
			const claims = await throughFaults(rules, { faulty: 9 });
			expect([...node.struck.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
			expect(claims.map(({ state }) => state)).toEqual(claims.map(() => "settled"));
			expect(await wrongs()).toEqual([]);
			expect(await minedCount()).toBe(before + 1);
		},
		60_000,
	);
});

describe("with everything going wrong at once, and three workers at a time, every claim is settled once", () => {
	const often = (mishap: Mishap, rate: number, methods?: readonly string[]): FaultRule => ({
		mishap,
		rate,
		...(methods ? { methods } : {}),
	});
	const struck = new Set<string>();
	test.each([1, 2, 3])(
		"seed %s",
		async (seed) => {
			const storm = await startFaultyRpc(ground.env.RPC_URL, dice(`storm ${seed}`));
			const calm = node;
			node = storm;
			try {
				const claims = await throughFaults(
					[
						often(lie("already known"), 0.08, SEND),
						often(lie("nonce too low"), 0.08, SEND),
						often(lie("replacement transaction underpriced"), 0.08, SEND),
						often(lie("internal error", true), 0.08, SEND),
						often({ kind: "lost answer" }, 0.25, SEND),
						often({ kind: "twice" }, 0.1),
						often({ kind: "stale", blocks: 2 }, 0.1),
						often({ kind: "stale", blocks: 12 }, 0.1),
						often({ kind: "lost request" }, 0.05),
						often({ kind: "lost answer" }, 0.05),
						often({ kind: "truncated" }, 0.05),
						often({ kind: "http", status: 429, forwards: false }, 0.05),
						often({ kind: "http", status: 502, forwards: true }, 0.05),
						often({ kind: "slow", ms: 30 }, 0.1),
					],
					{ faulty: 25, atOnce: 3 },
				);
				for (const kind of storm.struck.keys()) struck.add(kind);
				expect(turns.failures.length).toBeGreaterThan(0);
				expect(claims.map(({ state }) => state)).toEqual(claims.map(() => "settled"));
				expect(await wrongs()).toEqual([]);
			} finally {
				node = calm;
				await storm.stop();
			}
		},
		120_000,
	);
	test("and over the seeds, each kind of fault was met", () => expect(struck.size).toBe(8));
});
