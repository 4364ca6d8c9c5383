import * as z from "zod/mini";
import type { Address, Hex } from "./hex.ts";
import { type MerkleDump, merkleTree, rootOf } from "./merkle.ts";
import type { PaidOut } from "./payout-log.ts";
import { amount, hex, id } from "./schema.ts";

/** A statement's columns, and as what each is hashed. */
export const COLUMNS = {
	snapshotId: "uint256",
	holder: "address",
	recipient: "address",
	asset: "address",
	amount: "uint256",
	blockNumber: "uint256",
	transactionHash: "bytes32",
	logIndex: "uint256",
} as const;
export type Column = keyof typeof COLUMNS;
const columns = Object.keys(COLUMNS) as Column[];

/** What the token's own books say of a snapshot and asset, and what its events add up to. */
export interface BookLine {
	snapshotId: bigint;
	asset: Address;
	claimable: bigint;
	claimed: bigint;
	paid: bigint;
}
/** What a statement is about, and what it adds up to. */
export interface StatementHead {
	version: 1;
	tokenId: string;
	name: string;
	chainId: number;
	token: Address;
	fromBlock: number;
	/** The block that it reconciles to. */
	block: { number: number; hash: Hex; timestampSec: number };
	/** Absent when nothing was paid. */
	root?: Hex;
	paymentCount: number;
	totals: { asset: Address; amount: bigint }[];
	snapshots: BookLine[];
}
export interface Statement {
	head: StatementHead;
	payments: PaidOut[];
}
type Ground = Pick<StatementHead, "tokenId" | "name" | "chainId" | "token" | "fromBlock" | "block">;
type Book = Omit<BookLine, "paid">;

/** A statement of all payments up to a block, which the token's books at that block are set beside. */
export function makeStatement(ground: Ground, payments: readonly PaidOut[], books: readonly Book[]): Statement {
	const ordered = payments.toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
	const root = rootOf(treeOf(ordered));
	const sums = new Map<Address, bigint>();
	for (const { asset, amount: paid } of ordered) sums.set(asset, (sums.get(asset) ?? 0n) + paid);
	return {
		head: {
			version: 1,
			...ground,
			...(root ? { root } : {}),
			paymentCount: ordered.length,
			totals: [...sums].map(([asset, total]) => ({ asset, amount: total })),
			snapshots: books.map((book) => ({ ...book, paid: paidFor(ordered, book) })),
		},
		payments: ordered,
	};
}
const paidFor = (payments: readonly PaidOut[], { snapshotId, asset }: Pick<Book, "snapshotId" | "asset">): bigint =>
	payments
		.filter((one) => one.snapshotId === snapshotId && one.asset === asset)
		.reduce((sum, one) => sum + one.amount, 0n);

/** The lines in which the token's books and its events differ. */
export const unreconciled = ({ snapshots }: Pick<StatementHead, "snapshots">): BookLine[] =>
	snapshots.filter(({ claimed, paid }) => claimed !== paid);

export const rowOf = (payment: PaidOut): string[] => columns.map((column) => String(payment[column]));
export const treeOf = (payments: readonly PaidOut[]): MerkleDump =>
	merkleTree(Object.values(COLUMNS), payments.map(rowOf));

const headShape = z.strictObject({
	version: z.literal(1),
	tokenId: id,
	name: z.string(),
	chainId: z.number(),
	token: hex,
	fromBlock: z.number(),
	block: z.strictObject({ number: z.number(), hash: hex, timestampSec: z.number() }),
	root: z.exactOptional(hex),
	paymentCount: z.number(),
	totals: z.array(z.strictObject({ asset: hex, amount })),
	snapshots: z.array(
		z.strictObject({ snapshotId: amount, asset: hex, claimable: amount, claimed: amount, paid: amount }),
	),
});
/** A statement's file: `StandardMerkleTree.load` of OpenZeppelin takes it as it is. */
const fileShape = z.strictObject({
	statement: headShape,
	columns: z.array(z.string()),
	format: z.literal("standard-v1"),
	leafEncoding: z.array(z.string()),
	tree: z.array(hex),
	values: z.array(z.strictObject({ value: z.array(z.string()), treeIndex: z.number() })),
});

export const encodeHead = (head: StatementHead) => z.encode(headShape, head);
export const toFile = ({ head, payments }: Statement) => ({
	statement: encodeHead(head),
	columns,
	...treeOf(payments),
});

/** A statement as it stands in a file, and, of JSON, the tree that came with it; throws in words what is not as it should be. */
export function readStatement(text: string): Statement & { tree?: MerkleDump } {
	if (!text.trimStart().startsWith("{")) return readCsv(text);
	const { statement, columns: named, ...tree } = parsed(fileShape, JSON.parse(text));
	if (named.join() !== columns.join()) throw new Error(`its columns are ${named.join()}, not ${columns.join()}`);
	return { head: statement, payments: tree.values.map(({ value }) => paymentOf(value)), tree };
}

/** As CSV: what it is about in lines that begin with #, then a header, then the payments. */
export const toCsv = ({ head, payments }: Statement): string =>
	[`# ${JSON.stringify(encodeHead(head))}`, columns.join(), ...payments.map((one) => rowOf(one).join())].join("\n");

function readCsv(text: string): Statement {
	const [first = "", header, ...rows] = text.trim().split(/\r?\n/);
	if (!first.startsWith("# {")) throw new Error("its first line does not say what it is about");
	if (header !== columns.join()) throw new Error(`its columns are ${header}, not ${columns.join()}`);
	return {
		head: parsed(headShape, JSON.parse(first.slice(2))),
		payments: rows.map((row) => paymentOf(row.split(","))),
	};
}

const whole = /^\d{1,78}$/;
const shapes: Record<(typeof COLUMNS)[Column], RegExp> = {
	uint256: whole,
	address: /^0x[0-9a-fA-F]{40}$/,
	bytes32: /^0x[0-9a-fA-F]{64}$/,
};
function paymentOf(row: readonly string[]): PaidOut {
	for (const [at, column] of columns.entries())
		if (!shapes[COLUMNS[column]].test(row[at] ?? "") || row.length !== columns.length)
			throw new Error(`a payment's ${column} is ${row[at]}`);
	const [snapshotId, holder, recipient, asset, paid, blockNumber, transactionHash, logIndex] = row as [
		string,
		Hex,
		Hex,
		Hex,
		string,
		string,
		Hex,
		string,
	];
	return {
		snapshotId: BigInt(snapshotId),
		holder,
		recipient,
		asset,
		amount: BigInt(paid),
		blockNumber: Number(blockNumber),
		transactionHash,
		logIndex: Number(logIndex),
	};
}

function parsed<T>(schema: z.ZodMiniType<T>, json: unknown): T {
	const read = schema.safeParse(json);
	if (read.success) return read.data;
	throw new Error(read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
