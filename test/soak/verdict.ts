import type { Claim } from "../../functions/core/claim.ts";
import { type Address, ETH, type Hex } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import type { Scene, SoakToken } from "./scene.ts";
import type { Truth } from "./truth.ts";

/** What is wrong at the end, each as a line. */
export interface Verdict {
	lost: string[];
	doubled: string[];
	jammed: string[];
	/** Sums of ledger and chain differ by so much, over all tokens. */
	ledgerDifferenceWei: bigint;
	ledger: string[];
	snapshots: number;
	claims: number;
	settled: number;
	paidWei: bigint;
	lines: string[];
}

/** Compares tables and chains after everything has come to rest. */
export async function judge(
	scene: Scene,
	truths: ReadonlyMap<SoakToken, Truth>,
	ports: Ports,
	accepted: ReadonlySet<Hex>,
): Promise<Verdict> {
	const verdict: Verdict = {
		lost: [],
		doubled: [],
		jammed: [],
		ledgerDifferenceWei: 0n,
		ledger: [],
		snapshots: 0,
		claims: 0,
		settled: 0,
		paidWei: 0n,
		lines: [],
	};
	for (const [token, truth] of truths) await judgeToken(ports, token, truth, verdict);
	for (const id of accepted)
		if (!(await ports.store.claims.get(id))) verdict.lost.push(`claim ${id} was accepted and is not stored`);
	for (const { id, chain, address } of scene.lanes) {
		const open = await ports.store.lanes.open(id);
		for (const { nonce, state } of open) verdict.jammed.push(`${id}: nonce ${nonce} is still ${state}`);
		const highest = (await ports.store.lanes.highestNonce(id)) ?? -1;
		const count = await chain.provider.getTransactionCount(address);
		if (count !== highest + 1) verdict.jammed.push(`${id}: ${count} transactions, ${highest + 1} rows`);
	}
	return verdict;
}

async function judgeToken(ports: Ports, token: SoakToken, truth: Truth, verdict: Verdict): Promise<void> {
	const stageToken = ports.tokens.find(({ id }) => id === token.id) as Token;
	const cursor = await ports.store.ledger.cursor(token.id);
	const { number: upTo } = await ports.chain(stageToken.chainId).block("finalized");
	const arrivals = truth.arrivals(upTo);
	const arrivedWei = sum(arrivals);
	const knownWei = cursor?.totals[ETH] ?? 0n;
	const rows = await rowsOf(ports, token.id);
	const differenceWei = arrivedWei > knownWei ? arrivedWei - knownWei : knownWei - arrivedWei;
	verdict.ledgerDifferenceWei += differenceWei;
	if (differenceWei > 0n) verdict.ledger.push(`${token.id}: ${knownWei} wei in the ledger, ${arrivedWei} on chain`);
	if (sum(rows) !== knownWei) verdict.ledger.push(`${token.id}: rows of ${sum(rows)} wei, a total of ${knownWei}`);
	verdict.ledger.push(...unlike(rows, arrivals).map((line) => `${token.id}: ${line}`));
	verdict.snapshots += truth.snapshots();
	verdict.lines.push(`${token.id}: ${arrivedWei} wei arrived, ${truth.snapshots()} snapshots`);

	for (const player of token.players) {
		const holder = player.wallet.address as Address;
		const claims = await claimsOf(ports, holder);
		verdict.claims += claims.length;
		verdict.settled += claims.filter(({ state }) => state === "settled").length;
		for (const { id, state } of claims)
			if (state === "accepted" || state === "relayed") verdict.jammed.push(`claim ${id} is still ${state}`);
		const paidWei = await token.chain.provider.getBalance(holder);
		verdict.paidWei += paidWei;
		const owedWei = player.habit === "none" ? 0n : await truth.owedWei(player);
		const who = `${token.id}: ${player.habit} holder ${holder}`;
		const slackWei = truth.slackWei(player);
		if (paidWei + slackWei < owedWei) verdict.lost.push(`${who} has ${paidWei} of ${owedWei} wei`);
		if (paidWei > owedWei + slackWei) verdict.doubled.push(`${who} has ${paidWei} for ${owedWei} wei`);
		verdict.doubled.push(...settledTwice(claims));
	}
}

function settledTwice(claims: readonly Claim[]): string[] {
	const by = new Map<string, Hex>();
	return claims.flatMap(({ id, state, snapshotIds, outcome }) =>
		state !== "settled"
			? []
			: snapshotIds.flatMap((snapshotId) => {
					const key = `${snapshotId}`;
					const other = by.get(key);
					by.set(key, outcome?.transactionHash ?? "0x");
					// A reorg may have him ask anew for what is under way: both are settled, by one payment.
					return other && other !== outcome?.transactionHash ? [`claim ${id}: snapshot ${key} was paid before`] : [];
				}),
	);
}

async function claimsOf(ports: Ports, holder: Address): Promise<Claim[]> {
	const all: Claim[] = [];
	for (let after: string | undefined; ; ) {
		const { claims, next } = await ports.store.claims.ofHolder(holder, 100, after);
		all.push(...claims);
		if (!next) return all;
		after = next;
	}
}

interface Row {
	from: number;
	to: number;
	wei: bigint;
}

async function rowsOf(ports: Ports, tokenId: string): Promise<Row[]> {
	const rows: Row[] = [];
	for (let after: string | undefined; ; ) {
		const { inflows, next } = await ports.store.ledger.inflows(tokenId, 100, after);
		for (const { amount, asset, blockNumber, derived } of inflows)
			if (asset === ETH) rows.push({ from: blockNumber, to: derived?.lastBlock ?? blockNumber, wei: amount });
		if (!next) return rows;
		after = next;
	}
}

const sum = (all: readonly { wei: bigint }[]): bigint => all.reduce((total, { wei }) => total + wei, 0n);

/** Where rows and arrivals tell different sums. */
function unlike(rows: readonly Row[], arrivals: readonly { block: number; wei: bigint }[]): string[] {
	const within = ({ from, to }: Row, { block }: { block: number }): boolean => from <= block && block <= to;
	const spans = new Map(rows.map(({ from, to }) => [`blocks ${from} to ${to}`, { from, to, wei: 0n }]));
	const unbooked = arrivals.filter((one) => !rows.some((row) => within(row, one)));
	return [
		...[...spans].flatMap(([name, span]) => {
			const booked = sum(rows.filter(({ from, to }) => from === span.from && to === span.to));
			const arrived = sum(arrivals.filter((one) => within(span, one)));
			return booked === arrived ? [] : [`${name}: ${booked} wei in the ledger, ${arrived} on chain`];
		}),
		...unbooked.map(({ block, wei }) => `block ${block}: ${wei} wei are in no row`),
	];
}
