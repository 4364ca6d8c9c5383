import { keccak256, toUtf8Bytes } from "ethers";
import * as z from "zod/mini";
import type { ChoreStanding } from "../../core/chore-standing.ts";
import type { Claim } from "../../core/claim.ts";
import type { Cursor } from "../../core/cursor.ts";
import { type FaultCode, faults } from "../../core/fault.ts";
import type { Hex } from "../../core/hex.ts";
import { bookedAt, type Inflow } from "../../core/inflow.ts";
import type { StoredMandate } from "../../core/mandate.ts";
import { NOTICE_KINDS } from "../../core/notice.ts";
import type { Envelope } from "../../core/outbox.ts";
import type { Pause } from "../../core/pause.ts";
import type { ExpiryWatch, HolderRow, OptOut, PushRetry, SnapshotHold } from "../../core/payout.ts";
import type { PayoutProgress } from "../../core/ports/mandate-store.ts";
import { amount as big, hex } from "../../core/schema.ts";
import type { Payload, Transaction } from "../../core/transaction.ts";

// How things stand in the table: amounts as decimal strings, all else as JSON has it. Reading validates.
const address = hex;
const number = z.number();
const code = z.enum(Object.keys(faults) as [FaultCode, ...FaultCode[]]);

const payment = z.object({ asset: address, recipient: address, snapshotId: big, amount: big });
const assetAmount = z.object({ asset: address, amount: big });
const authorization = z.object({ chainId: number, delegate: address, nonce: number, signature: hex });
const consent = z.object({ token: address, account: address, ids: z.array(big), nonce: big, deadlineSec: big });
const mandate = z.object({ account: address, token: address, nonce: big, expirySec: big });
const claimFields = {
	id: hex,
	version: number,
	state: z.enum(["accepted", "relayed", "settled", "refused", "failed"]),
	code: z.exactOptional(code),
	tokenId: z.string(),
	chainId: number,
	token: address,
	holder: address,
	snapshotIds: z.array(big),
	signature: hex,
	dueWei: big,
	dueAssets: z.array(assetAmount),
	dueBySnapshotWei: z.exactOptional(z.array(big)),
	bookedWei: big,
	lane: z.string(),
	nonce: z.exactOptional(number),
	fromNonce: z.exactOptional(number),
	isAlone: z.exactOptional(z.boolean()),
	outcome: z.exactOptional(
		z.object({
			result: z.enum(["paid", "reverted", "skipped"]),
			transactionHash: hex,
			blockNumber: number,
			blockHash: hex,
			gasUsed: big,
			payments: z.array(payment),
		}),
	),
	acceptedAtMs: number,
	acceptedAtBlock: number,
	changedAtMs: number,
};
const claim = z.discriminatedUnion("route", [
	z.object({
		...claimFields,
		route: z.literal("forwarder"),
		forwarder: address,
		request: z.object({ from: address, to: address, value: big, gas: big, nonce: big, deadlineSec: big, data: hex }),
	}),
	z.object({
		...claimFields,
		route: z.literal("on-behalf"),
		consent: z.exactOptional(consent),
		pushedUntilSec: z.exactOptional(big),
	}),
	z.object({ ...claimFields, route: z.literal("contract-account"), consent }),
	z.object({
		...claimFields,
		route: z.literal("mandate"),
		delegate: address,
		mandate,
		authorization: z.exactOptional(authorization),
	}),
]);
const storedMandate = z.object({
	id: hex,
	version: number,
	tokenId: z.string(),
	chainId: number,
	holder: address,
	delegate: address,
	mandate,
	signature: hex,
	authorization: z.exactOptional(authorization),
	createdAtMs: number,
	revokedAtMs: z.exactOptional(number),
});

const holderRow = z.object({ tokenId: z.string(), holder: address, version: number, owedWei: big });
const pushRetry = z.object({
	tokenId: z.string(),
	holder: address,
	of: hex,
	tries: number,
	atMs: z.exactOptional(number),
});
const optOut = z.object({
	tokenId: z.string(),
	holder: address,
	isOut: z.boolean(),
	signedAtSec: number,
	signature: hex,
});
const expiryWatch = z.object({
	snapshotId: big,
	phase: z.enum(["mandates", "holders", "done"]),
	after: z.exactOptional(z.string()),
	holders: number,
	lostWei: big,
	sinceMs: number,
	claimedAtMs: z.exactOptional(number),
});
const snapshotHold = z.object({ snapshotId: big, sinceMs: number, askedMs: number });
const progress = z.object({
	snapshotId: big,
	isDone: z.boolean(),
	after: z.exactOptional(z.string()),
	headBlock: z.exactOptional(number),
	isAgain: z.exactOptional(z.literal(true)),
});
const attempt = z.object({
	hash: hex,
	signature: hex,
	noop: z.boolean(),
	madeAtMs: number,
	maxFeePerGasWei: big,
	maxPriorityFeePerGasWei: big,
});
const transaction = z.object({
	lane: z.string(),
	nonce: number,
	version: number,
	state: z.enum(["prepared", "armed", "sent", "mined", "final"]),
	purpose: z.discriminatedUnion("kind", [
		z.object({ kind: z.literal("claims"), claimIds: z.array(hex) }),
		z.object({ kind: z.literal("snapshot"), tokenId: z.string(), snapshotId: z.exactOptional(big) }),
		z.object({
			kind: z.literal("sweep"),
			tokenId: z.string(),
			sweepId: z.string(),
			snapshotId: z.exactOptional(big),
		}),
		z.object({ kind: z.literal("refill"), lanes: z.array(address) }),
		z.object({ kind: z.literal("noop") }),
	]),
	payloadKey: z.exactOptional(hex),
	carriedClaimIds: z.exactOptional(z.array(hex)),
	attempts: z.array(attempt),
	submission: z.exactOptional(
		z.object({
			expiresAtSec: number,
			transactionId: z.exactOptional(z.string()),
			hashes: z.array(hex),
			isVoid: z.exactOptional(z.boolean()),
		}),
	),
	worstCostWei: big,
	inclusion: z.exactOptional(
		z.object({
			hash: hex,
			blockNumber: number,
			blockHash: hex,
			ok: z.boolean(),
			gasUsed: big,
			gasPriceWei: big,
			dataFeeWei: z.exactOptional(big),
		}),
	),
	preparedAtMs: number,
});
const payload = z.object({
	to: address,
	data: hex,
	gasLimit: big,
	authorizations: z.exactOptional(z.array(authorization)),
});
const reading = z.object({ blockNumber: number, snapshotId: big, pendingWei: big, balanceWei: big, supply: big });
const sums = z.record(z.string(), big);
const mark = {
	blockNumber: number,
	blockHash: hex,
	timestampSec: z.exactOptional(number),
	inflowCount: number,
	totals: sums,
	outflows: z.exactOptional(sums),
	unattributed: z.exactOptional(sums),
	reading: z.exactOptional(reading),
};
const inflow = z.object({
	tokenId: z.string(),
	asset: address,
	amount: big,
	source: address,
	blockNumber: number,
	blockHash: hex,
	logIndex: number,
	transactionHash: z.exactOptional(hex),
	derived: z.exactOptional(z.object({ lastBlock: number })),
});
const cursor = z.object({
	...mark,
	version: number,
	generation: number,
	earlier: z.array(z.object(mark)),
	forks: z.array(z.object({ generation: number, above: number, upTo: number })),
	unwrittenFrom: z.exactOptional(number),
	unwritten: z.exactOptional(z.array(inflow)),
});

const standing = z.object({ misses: number, untilMs: number, lane: z.string(), nonce: number });

const pause = z.object({
	tokenId: z.exactOptional(z.string()),
	lane: z.exactOptional(z.string()),
	sinceMs: number,
});

const envelope = z.object({
	id: z.string(),
	destination: z.string(),
	version: number,
	kind: z.enum(NOTICE_KINDS),
	body: z.string(),
	claimId: z.exactOptional(z.string()),
	createdAtMs: number,
	state: z.enum(["due", "done", "dead", "dropped"]),
	attempts: number,
	nextAtMs: number,
	problem: z.exactOptional(z.string()),
});

/** A record as it stands in the table. */
export type Item = Record<string, unknown>;

export const encodeClaim = (value: Claim): Item => z.encode(claim, value as z.output<typeof claim>);
export const decodeClaim = (item: Item): Claim => z.decode(claim, item as z.input<typeof claim>) as Claim;
export const encodeMandate = (value: StoredMandate): Item =>
	z.encode(storedMandate, value as z.output<typeof storedMandate>);
export const decodeMandate = (item: Item): StoredMandate =>
	z.decode(storedMandate, item as z.input<typeof storedMandate>) as StoredMandate;
export const encodeProgress = (value: PayoutProgress): Item => z.encode(progress, value);
export const decodeProgress = (item: Item): PayoutProgress =>
	z.decode(progress, item as z.input<typeof progress>) as PayoutProgress;
export const encodeHolder = (value: HolderRow): Item => z.encode(holderRow, value);
export const decodeHolder = (item: Item): HolderRow => z.decode(holderRow, item as z.input<typeof holderRow>);
export const decodePushRetry = (item: Item): PushRetry => z.decode(pushRetry, item as z.input<typeof pushRetry>);
export const encodeOptOut = (value: OptOut): Item => z.encode(optOut, value);
export const decodeOptOut = (item: Item): OptOut => z.decode(optOut, item as z.input<typeof optOut>);
export const encodeExpiry = (value: ExpiryWatch): Item => z.encode(expiryWatch, value);
export const decodeExpiry = (item: Item): ExpiryWatch => z.decode(expiryWatch, item as z.input<typeof expiryWatch>);
export const encodeHold = (value: SnapshotHold): Item => z.encode(snapshotHold, value);
export const decodeHold = (item: Item): SnapshotHold => z.decode(snapshotHold, item as z.input<typeof snapshotHold>);
export const encodeTransaction = (value: Transaction): Item =>
	z.encode(transaction, value as z.output<typeof transaction>);
export const decodeTransaction = (item: Item): Transaction =>
	z.decode(transaction, item as z.input<typeof transaction>) as Transaction;
export const encodePayload = (value: Payload): Item => z.encode(payload, value);
export const decodePayload = (item: Item): Payload => z.decode(payload, item as z.input<typeof payload>);
export const encodeCursor = (value: Cursor): Item => z.encode(cursor, value);
export const decodeCursor = (item: Item): Cursor => z.decode(cursor, item as z.input<typeof cursor>);
export const decodeEnvelope = (item: Item): Envelope => z.decode(envelope, item as z.input<typeof envelope>);
export const decodeStanding = (item: Item): ChoreStanding => z.decode(standing, item as z.input<typeof standing>);
export const encodePause = (value: Pause): Item => z.encode(pause, value);
export const decodePause = (item: Item): Pause => z.decode(pause, item as z.input<typeof pause>);

/** What a payload is stored under. */
export const payloadKeyOf = (value: Payload): Hex =>
	keccak256(toUtf8Bytes(JSON.stringify(encodePayload(value)))) as Hex;

/** How a block's rows begin: sorts by height. */
export const heightKey = (blockNumber: number): string => String(blockNumber).padStart(12, "0");
/** Sorts by block and log; differs when another block stands at that height, and after each rewind. */
export const inflowKey = (row: Inflow, generation: number): string =>
	`${heightKey(bookedAt(row))}#${String(row.logIndex).padStart(6, "0")}#${row.blockHash}#${generation}`;

const MOST = 10n ** 78n;
/** Sorts holders by what they are owed, most first. */
export const owedKey = ({ owedWei, holder }: Pick<HolderRow, "owedWei" | "holder">): string =>
	`${String(MOST - owedWei).padStart(79, "0")}#${holder}`;
