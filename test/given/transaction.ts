import type { Cursor } from "../../functions/core/cursor.ts";
import type { Inflow } from "../../functions/core/inflow.ts";
import type { Attempt, Transaction } from "../../functions/core/transaction.ts";
import { HOLDER, word } from "./claim.ts";

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
	hash: word(7),
	signature: `0x${"1c".repeat(65)}`,
	noop: false,
	madeAtMs: 1_000,
	maxFeePerGasWei: 2_000_000_000n,
	maxPriorityFeePerGasWei: 1_000_000_000n,
	...given,
});

export const aRow = (given: Partial<Transaction> = {}): Transaction => ({
	lane: "lane-1",
	nonce: 0,
	version: 1,
	state: "prepared",
	purpose: { kind: "claims", claimIds: [word(1)] },
	attempts: [],
	worstCostWei: 10n ** 16n,
	preparedAtMs: 1_000,
	...given,
});

export const anInflow = (given: Partial<Inflow> = {}): Inflow => ({
	tokenId: "model",
	asset: "0x0000000000000000000000000000000000000000",
	amount: 5n,
	source: HOLDER,
	blockNumber: 10,
	blockHash: word(10),
	logIndex: 0,
	transactionHash: word(77),
	...given,
});

export const aCursor = (given: Partial<Cursor> = {}): Cursor => ({
	version: 1,
	generation: 0,
	blockNumber: 10,
	blockHash: word(10),
	inflowCount: 1,
	totals: { "0x0000000000000000000000000000000000000000": 5n },
	earlier: [],
	forks: [],
	...given,
});
