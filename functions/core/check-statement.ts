import type { Address, Hex } from "./hex.ts";
import type { MerkleDump } from "./merkle.ts";
import type { PaidOut } from "./payout-log.ts";
import { encodeHead, makeStatement, rowOf, type Statement, treeOf, unreconciled } from "./statement.ts";

/** One thing that was checked of a statement. */
export interface Check {
	ok: boolean;
	what: string;
	/** What differs, or why it was not looked at. */
	why?: string;
	isSkipped?: true;
}
/** What the chain says, for a statement to be held against. */
export interface ChainWord {
	token: { chainId: number; address: Address; startBlock: number; firstSnapshotAtSec?: number };
	/** The block that the statement begins with. */
	first: { timestampSec: number } | undefined;
	/** The block at the statement's height. */
	block: { hash: Hex; timestampSec: number } | undefined;
	payments: PaidOut[];
	/** Absent: no node has the state of that block. */
	books?: { snapshotId: bigint; asset: Hex; claimable: bigint; claimed: bigint }[];
}

/** Whether a statement is true to itself: its root, its tree and its sums follow from its payments. */
export function checkItself({ head, payments, tree }: Statement & { tree?: MerkleDump }): Check[] {
	const own = makeStatement(head, payments, head.snapshots);
	const made = treeOf(own.payments);
	const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
	const { totals, paymentCount, snapshots } = encodeHead(own.head);
	const said = encodeHead(head);
	return [
		check("its root follows from its payments", own.head.root === head.root, `${head.root} is not ${own.head.root}`),
		...(tree ? [check("its tree follows from its payments", same(tree, made), "a node or a leaf differs")] : []),
		check(
			"its sums follow from its payments",
			same([said.totals, said.paymentCount, said.snapshots], [totals, paymentCount, snapshots]),
			"a total, the count or a snapshot's sum differs",
		),
	];
}

/** Whether a statement says what the chain says. */
export function checkAgainstChain({ head, payments }: Statement, word: ChainWord): Check[] {
	const { number, hash, timestampSec } = head.block;
	const { token, first, block } = word;
	const { firstSnapshotAtSec = Number.POSITIVE_INFINITY } = token;
	const isToken = head.chainId === token.chainId && head.token === token.address;
	const keyOf = (one: PaidOut): string => rowOf(one).join();
	const [stated, logged] = [payments.map(keyOf), word.payments.map(keyOf)];
	const [statedSet, loggedSet] = [new Set(stated), new Set(logged)];
	const made = logged.filter((one) => !statedSet.has(one));
	const invented = stated.filter((one) => !loggedSet.has(one));
	return [
		check("it is about this token", isToken, `the token is ${token.address} on chain ${token.chainId}`),
		check(
			"it begins with the token",
			// Whoever says where the token begins: nothing is paid before its first snapshot.
			head.fromBlock <= token.startBlock && first !== undefined && first.timestampSec <= firstSnapshotAtSec,
			`what was paid before its block ${head.fromBlock} is left out`,
		),
		check(
			`block ${number} is the chain's`,
			block?.hash === hash && block?.timestampSec === timestampSec,
			block ? `the chain has ${block.hash} of ${block.timestampSec}` : "the chain has no such block",
		),
		check(
			`its ${payments.length} payments are the token's events`,
			made.length === 0 && invented.length === 0 && stated.length === statedSet.size,
			`${made.length} were made and are not stated, ${invented.length} are stated and were not made${stated.length > statedSet.size ? ", one is stated twice" : ""}`,
		),
		word.books
			? checkBooks(head.snapshots, word)
			: {
					ok: true,
					isSkipped: true,
					what: "the token's own books say the same",
					why: "no node asked has the state of that block any more; an archive node has",
				},
	];
}

function checkBooks(snapshots: Statement["head"]["snapshots"], { books = [], payments }: ChainWord): Check {
	const ground = { tokenId: "", name: "", chainId: 0, token: "0x" as Hex, fromBlock: 0 };
	const block = { number: 0, hash: "0x" as Hex, timestampSec: 0 };
	const { head } = makeStatement({ ...ground, block }, payments, books);
	const open = unreconciled(head);
	const text = (lines: typeof snapshots): string =>
		lines.map((line) => [line.snapshotId, line.asset, line.claimable, line.claimed, line.paid].join()).join(";");
	const same = text(head.snapshots) === text(snapshots);
	return check(
		"the token's own books say the same",
		open.length === 0 && same,
		open.length > 0
			? `snapshot ${open[0]?.snapshotId}: claimed and paid differ`
			: "a snapshot's books are stated otherwise",
	);
}

const check = (what: string, ok: boolean, why: string): Check => ({ ok, what, ...(ok ? {} : { why }) });
