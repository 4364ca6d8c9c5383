import * as z from "zod/mini";
import { claimReply } from "./api.ts";
import { FUNCTIONS } from "./core/function-name.ts";
import { address, amount, digest, hex, id } from "./core/schema.ts";

// What the operator's tool asks of a stack, and what it gets: by invocation alone, never over HTTP. The shapes are also
// those that `--json` prints.

const text = z.exactOptional(z.string());
const number = z.exactOptional(z.number());
const wei = z.exactOptional(amount);
const assetAmount = z.object({ asset: hex, amount });
const pause = z.object({ tokenId: text, lane: text, sinceMs: z.number() });

const block = z.object({ number: z.number(), hash: hex, timestampSec: z.number() });
/** What could not be read, in a word; the rest still stands. */
const problem = { problem: text };

export const laneShown = z.object({
	id: z.string(),
	chainId: z.number(),
	address: z.exactOptional(hex),
	balanceWei: wei,
	/** Below this the operator is warned. */
	floorWei: amount,
	isDelegated: z.exactOptional(z.boolean()),
	paused: z.boolean(),
	waitsFor: z.exactOptional(z.enum(["gas_price", "lane_full", "lane_funds"])),
	setAside: z.exactOptional(z.enum(["funds", "delegated", "sender"])),
	/** Accepted claims; `isMore`: that many at least. */
	backlog: z.object({ claims: z.number(), isMore: z.boolean(), oldestAtMs: number }),
	rows: z.array(
		z.object({
			nonce: z.number(),
			state: z.enum(["prepared", "armed", "sent", "mined", "final"]),
			purpose: z.string(),
			claims: z.number(),
			attempts: z.number(),
			transactionHash: z.exactOptional(hex),
			maxFeePerGasWei: wei,
			preparedAtMs: z.number(),
		}),
	),
	...problem,
});
export const tokenShown = z.object({
	id: z.string(),
	name: z.string(),
	chainId: z.number(),
	address: hex,
	paused: z.boolean(),
	currentSnapshotId: wei,
	pendingWei: wei,
	pendingAssets: z.exactOptional(z.array(assetAmount)),
	/** Whether a snapshot is due, and everything that speaks against it. */
	verdict: z.exactOptional(z.object({ due: z.boolean(), reasons: z.array(z.string()) })),
	/** How far the ledger reaches; `lagBlocks` behind the finalised head. */
	ledger: z.object({
		blockNumber: number,
		lagBlocks: number,
		lagSec: number,
		inflowCount: z.number(),
		totals: z.array(assetAmount),
	}),
	/** Of `push`: who is owed something and has no claim yet, and how much, in wei. */
	payout: z.object({
		kind: z.string(),
		snapshotId: wei,
		isDone: z.exactOptional(z.boolean()),
		unpaidHolders: number,
		unpaidWei: wei,
	}),
	...problem,
});
const chainShown = z.object({
	chainId: z.number(),
	name: z.string(),
	latest: z.exactOptional(block),
	finalized: z.exactOptional(block),
	gasPriceWei: wei,
	feeCapWei: amount,
	...problem,
});
export const eventShown = z.object({
	atSec: z.number(),
	kind: z.enum(["snapshot_possible", "snapshot_by_max_wait", "snapshot_expires"]),
	tokenId: z.string(),
	snapshotId: wei,
});
const statusReply = z.object({
	stage: z.string(),
	nowMs: z.number(),
	pauses: z.array(pause),
	chains: z.array(chainShown),
	lanes: z.array(laneShown),
	tokens: z.array(tokenShown),
	/** The soonest first. */
	events: z.array(eventShown),
});

export const findingShown = z.object({
	check: z.enum(["config", "node", "token", "lane", "contract", "function", "stack"]),
	subject: z.string(),
	status: z.enum(["pass", "warn", "fail", "skip"]),
	detail: z.string(),
	/** What to do about it. */
	remedy: text,
});
export const findingsReply = z.object({ findings: z.array(findingShown) });

const scope = z
	.object({ tokenId: z.exactOptional(id), lane: z.exactOptional(id) })
	.check(z.refine(({ tokenId, lane }) => tokenId === undefined || lane === undefined, "either tokenId or lane"));
const pausesReply = z.object({ pauses: z.array(pause) });

export const paymentShown = z.object({
	snapshotId: amount,
	holder: hex,
	recipient: hex,
	asset: hex,
	amount,
	blockNumber: z.number(),
	transactionHash: hex,
	logIndex: z.number(),
});
const inflowShown = z.object({
	asset: hex,
	amount,
	source: hex,
	blockNumber: z.number(),
	blockHash: hex,
	logIndex: z.number(),
	transactionHash: z.exactOptional(hex),
});
const range = { tokenId: id, fromBlock: z.int().check(z.nonnegative()), toBlock: z.int().check(z.nonnegative()) };
const place = z.object({ tokenId: id });
/** Where a list of claims goes on. */
const placeInTime = z.string().check(z.regex(/^\d{15}#0x[0-9a-f]{64}$/, "not the `next` of this list"));

/** Every operation, by its name: what it takes and what it gives. */
export const operations = {
	status: { input: z.object({}), reply: statusReply },
	examine: { input: z.object({}), reply: findingsReply },
	pause: { input: scope, reply: pausesReply },
	resume: { input: scope, reply: z.object({ lifted: z.boolean(), pauses: z.array(pause) }) },
	/** Open claims, or one holder's, newest first. */
	listClaims: {
		input: z.object({ holder: z.exactOptional(address), limit: z.int(), after: z.exactOptional(placeInTime) }),
		reply: z.object({ claims: z.array(claimReply), next: text }),
	},
	showClaim: { input: z.object({ id: digest }), reply: claimReply },
	retryClaim: {
		input: z.object({ id: digest }),
		reply: z.object({ claim: claimReply, woken: z.array(z.enum(FUNCTIONS)) }),
	},
	/** Where a statement or a replay begins and ends: the token, and the last block that is final. */
	ground: {
		input: place,
		reply: z.object({
			tokenId: z.string(),
			name: z.string(),
			chainId: z.number(),
			address: hex,
			dialect: z.string(),
			startBlock: z.number(),
			firstSnapshotAtSec: z.exactOptional(z.number()),
			finalized: block,
		}),
	},
	/** Payments of as much of the range's beginning as one step reads. */
	payments: {
		input: z.object(range),
		reply: z.object({ payments: z.array(paymentShown), lastBlock: block }),
	},
	/** A token's chain at a height; absent: there is no such block. */
	blockAt: {
		input: z.object({ tokenId: id, blockNumber: z.int().check(z.nonnegative()) }),
		reply: z.object({ block: z.exactOptional(block) }),
	},
	/** What the token's own books say of each snapshot and asset at that block. */
	books: {
		input: z.object({ tokenId: id, blockHash: digest }),
		reply: z.object({
			books: z.array(z.object({ snapshotId: amount, asset: hex, claimable: amount, claimed: amount })),
		}),
	},
	/** Revenue by the chain, of as much of the range's beginning as one step reads. */
	inflows: {
		input: z.object(range),
		reply: z.object({ inflows: z.array(inflowShown), lastBlock: block }),
	},
	/** Revenue by the stored ledger, newest first, and how far it reaches. */
	ledger: {
		input: z.object({ tokenId: id, limit: z.int(), after: text }),
		reply: z.object({
			cursor: z.exactOptional(
				z.object({
					blockNumber: z.number(),
					blockHash: hex,
					inflowCount: z.number(),
					totals: z.array(assetAmount),
				}),
			),
			inflows: z.array(inflowShown),
			next: text,
		}),
	},
} as const;

export type OperationName = keyof typeof operations;
export type Input<N extends OperationName> = z.output<(typeof operations)[N]["input"]>;
export type Reply<N extends OperationName> = z.output<(typeof operations)[N]["reply"]>;

/** What the operator function answers: a result, or a code of the table of faults. */
export const answer = z.union([
	z.object({ ok: z.literal(true), result: z.unknown() }),
	z.object({
		ok: z.literal(false),
		code: z.string(),
		message: z.string(),
		facts: z.record(z.string(), z.union([z.string(), z.number()])),
	}),
]);
