import { ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type EventLog, type FunctionFragment, Interface, type InterfaceAbi } from "ethers";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Transaction } from "../../functions/core/transaction.ts";
import type { Ground } from "./ground.ts";
import { owedIn } from "./shares.ts";

/** What is wrong after all is done, each as a line; all empty: every claim was settled exactly once. */
export interface Audit {
	claims: number;
	transactions: number;
	noops: number;
	bumped: number;
	/** Accepted and not settled, or a holder paid too little. */
	lost: string[];
	/** Executed, paid or sent along twice. */
	doubled: string[];
	/** Open rows, gaps, claims that are not final, entries of the queue. */
	jammed: string[];
	/** What the table says of the chain, and is not so. */
	misread: string[];
	/** Transactions of the lane on chain whose bytes no row holds. */
	unarmed: string[];
}
const revenueShareToken = new Interface(revenueShareTokenAbi as unknown as InterfaceAbi);
const CLAIM_FOR_MANY = revenueShareToken.getFunction("claimForMany") as FunctionFragment;

interface Mined {
	hash: string;
	nonce: number;
	input: string;
}
interface Stored {
	claims: Claim[];
	rows: Transaction[];
	queued: string[];
}

/** All that an audit found, as lines. */
export const wrongsOf = ({ lost, doubled, jammed, misread, unarmed }: Audit): string[] => [
	...lost,
	...doubled,
	...jammed,
	...misread,
	...unarmed,
];

/** Compares what the table says, what the chain did and what the token owed. */
export async function audit(ground: Ground, accepted: ReadonlySet<Hex>): Promise<Audit> {
	const { claims, rows, queued } = await readTable(ground);
	const mined = await laneTransactions(ground);
	const stored = new Set(claims.map(({ id }) => id));
	const lane = await auditLane(ground, rows, mined);
	const holders = await auditHolders(ground, claims);
	return {
		claims: claims.length,
		transactions: mined.length,
		noops: mined.filter(({ input }) => input === "0x").length,
		bumped: rows.filter(({ attempts }) => attempts.length > 1).length,
		lost: [
			...[...accepted].filter((id) => !stored.has(id)).map((id) => `claim ${id} was accepted and is not stored`),
			...claims
				.filter(({ state }) => state !== "settled")
				.map(({ id, state, code, nonce }) => `claim ${id} is ${state} (${code ?? "-"}, nonce ${nonce ?? "-"})`),
			...holders.lost,
		],
		doubled: [...travelledTwice(claims, mined), ...holders.doubled],
		jammed: [
			...claims
				.filter(({ state }) => state === "accepted" || state === "relayed")
				.map(({ id, state }) => `claim ${id} is still ${state}`),
			...queued.map((id) => `${id} is still in the queue's index`),
			...lane.jammed,
		],
		misread: [...lane.misread, ...holders.misread, ...misreadClaims(claims, mined, holders.paidIn)],
		unarmed: lane.unarmed,
	};
}

async function auditLane(ground: Ground, rows: readonly Transaction[], mined: readonly Mined[]) {
	const jammed: string[] = [];
	const misread: string[] = [];
	const unarmed: string[] = [];
	const byNonce = new Map(rows.map((row) => [row.nonce, row]));
	const latest = await ground.provider.getTransactionCount(ground.laneAddress);
	const pool = await ground.rpc<{ pending: Hex; queued: Hex }>("txpool_status");
	if (Number(pool.pending) + Number(pool.queued) > 0) jammed.push("the node's pool still holds transactions");
	for (const row of rows) {
		if (row.state !== "final") jammed.push(`nonce ${row.nonce} is still ${row.state}`);
		if (row.nonce >= latest) jammed.push(`nonce ${row.nonce} has a row and no transaction`);
	}
	for (const { hash, nonce } of mined) {
		const row = byNonce.get(nonce);
		if (!row) jammed.push(`nonce ${nonce} has a transaction and no row`);
		else if (!row.attempts.some((attempt) => attempt.hash === hash))
			unarmed.push(`nonce ${nonce}: ${hash} was mined and never stored`);
		else if (row.inclusion?.hash !== hash) misread.push(`nonce ${nonce}: its row does not know what was mined`);
	}
	return { jammed, misread, unarmed };
}

/** The transaction that paid each holder for each snapshot. */
type PaidIn = ReadonlyMap<string, string>;
const paymentKey = (account: string, snapshotId: bigint): string => `${account} for snapshot ${snapshotId}`;

/** The transactions that carry a claim: by its signature, or by holder and snapshots where the calldata holds no more. */
const carriersOf = (claim: Claim, mined: readonly Mined[]): Mined[] =>
	claim.route === "on-behalf"
		? mined.filter(({ input }) => isPaidBy(claim, input))
		: mined.filter(({ input }) => input.includes(claim.signature.slice(2).toLowerCase()));

function isPaidBy({ holder, snapshotIds }: Claim, input: string): boolean {
	if (!input.startsWith(CLAIM_FOR_MANY.selector)) return false;
	const [accounts, ids] = revenueShareToken.decodeFunctionData(CLAIM_FOR_MANY, input);
	return accounts.includes(holder) && [...ids].join() === snapshotIds.toSorted((a, b) => Number(a - b)).join();
}

/** A claim that our own transaction paid is not taken for one that somebody else paid. */
function misreadClaims(claims: readonly Claim[], mined: readonly Mined[], paidIn: PaidIn): string[] {
	return claims.flatMap((claim) => {
		const payers = new Set(claim.snapshotIds.map((snapshotId) => paidIn.get(paymentKey(claim.holder, snapshotId))));
		const payer = carriersOf(claim, mined).find(({ hash }) => payers.has(hash));
		if (!payer || (claim.nonce === payer.nonce && claim.outcome?.transactionHash === payer.hash)) return [];
		return [`claim ${claim.id} was paid at nonce ${payer.nonce} and names ${claim.nonce ?? "none"}`];
	});
}

/** The token would skip what travels a second time, but it should never leave twice. */
function travelledTwice(claims: readonly Claim[], mined: readonly Mined[]): string[] {
	const same = (claim: Claim) => `${claim.route} ${paymentKey(claim.holder, claim.snapshotIds[0] ?? 0n)}`;
	const asked = Map.groupBy(claims, same);
	return claims.flatMap((claim) => {
		// After a reorg a holder may ask anew for the same: on behalf, calldata does not tell the two apart.
		if (claim.route === "on-behalf" && (asked.get(same(claim))?.length ?? 0) > 1) return [];
		const nonces = carriersOf(claim, mined).map(({ nonce }) => nonce);
		return nonces.length > 1 ? [`claim ${claim.id} travelled at nonces ${nonces.join(" and ")}`] : [];
	});
}

/** What each holder was paid and executed, against what the token owed and what was settled. */
async function auditHolders(ground: Ground, claims: readonly Claim[]) {
	const lost: string[] = [];
	const misread: string[] = [];
	const doubled: string[] = [];
	const twice = (what: string, keys: readonly string[]): void => {
		const seen = new Set<string>();
		for (const key of keys) {
			if (seen.has(key)) doubled.push(`${what} twice: ${key}`);
			seen.add(key);
		}
	};
	const eventsOf = async (contract: Ground["token"], name: string) =>
		(await contract.queryFilter(name, 0, "latest")) as EventLog[];
	const executed = (await eventsOf(ground.forwarder, "ExecutedForwardRequest")).map(({ args }) => args);
	const payments = await eventsOf(ground.token, "Claimed");
	const paidIn = new Map(
		payments.map(({ args, transactionHash }) => [paymentKey(args.account, args.snapshotId), transactionHash]),
	);
	twice(
		"executed",
		executed.map(({ signer, nonce }) => `${signer} ${nonce}`),
	);
	twice(
		"paid",
		payments.map(({ args }) => paymentKey(args.account, args.snapshotId)),
	);
	// After a reorg a holder may ask anew for what is already under way: both are settled, by one payment.
	for (const { id, holder, snapshotIds, state, outcome } of claims) {
		if (state !== "settled") continue;
		const hashes = new Set(snapshotIds.map((snapshotId) => paidIn.get(paymentKey(holder, snapshotId))));
		if (hashes.has(undefined)) lost.push(`claim ${id} is settled and not all of it was paid`);
		else if (!hashes.has(outcome?.transactionHash)) misread.push(`claim ${id} names a transaction that did not pay it`);
	}
	for (const { address } of ground.holders) {
		const [paidWei, owedWei] = await Promise.all([ground.provider.getBalance(address), owedIn(ground.token, address)]);
		if (paidWei < owedWei) lost.push(`holder ${address} has ${paidWei} of ${owedWei} wei`);
		if (paidWei > owedWei) doubled.push(`holder ${address} has ${paidWei} for ${owedWei} wei`);
	}
	if (executed.some(({ success }) => !success)) lost.push("a request was executed and failed");
	return { lost, doubled, misread, paidIn };
}

async function readTable({ client, tableName, laneId, worker }: Ground): Promise<Stored> {
	const { store } = worker();
	const ids: Hex[] = [];
	const queued: string[] = [];
	const nonces: number[] = [];
	let start: ScanCommandOutput["LastEvaluatedKey"];
	do {
		const page: ScanCommandOutput = await client.send(
			new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
		);
		for (const raw of page.Items ?? []) {
			const item = unmarshall(raw);
			if (String(item.sk) === "claim") ids.push(item.id);
			if (String(item.queue ?? "").startsWith("waiting#")) queued.push(String(item.pk));
			if (String(item.sk).startsWith("row#")) nonces.push(item.nonce);
		}
		start = page.LastEvaluatedKey;
	} while (start);
	const rows = await Promise.all(nonces.map((nonce) => store.lanes.get(laneId, nonce)));
	return { claims: await store.claims.getMany(ids), rows: rows.filter((row) => row !== undefined), queued };
}

async function laneTransactions({ rpc, laneAddress }: Ground): Promise<Mined[]> {
	const mined: Mined[] = [];
	const head = Number(await rpc<Hex>("eth_blockNumber"));
	for (let height = 0; height <= head; height++) {
		const block = await rpc<{ transactions: { from: string; hash: string; nonce: Hex; input: string }[] }>(
			"eth_getBlockByNumber",
			[`0x${height.toString(16)}`, true],
		);
		for (const { from, hash, nonce, input } of block.transactions)
			if (from.toLowerCase() === laneAddress.toLowerCase()) mined.push({ hash, nonce: Number(nonce), input });
	}
	return mined;
}
