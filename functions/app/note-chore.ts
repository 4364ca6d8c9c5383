import { choreName, SWEEP_REST_MS, standingAfter } from "../core/chore-standing.ts";
import type { Address } from "../core/hex.ts";
import { transfersIn, transferTopic } from "../core/payout.ts";
import type { Chain, Receipt } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { placesOf, sweptWei } from "../core/swept.ts";
import { type Chore, endedAsNoop, type Transaction } from "../core/transaction.ts";

/**
 * Notes of a sweep or a snapshot whose block is final whether it was worth its gas, by what came in and not by what its
 * target says: one that was not, again and again, rests. Before the row is closed, and once for each row.
 */
export async function noteChore(ports: Ports, row: Transaction, receipt: Receipt): Promise<void> {
	const { purpose, lane, nonce } = row;
	if (purpose.kind !== "sweep" && purpose.kind !== "snapshot") return;
	if (endedAsNoop(row)) return;
	const token = ports.tokens.find(({ id }) => id === purpose.tokenId);
	if (!token) return;
	const name = choreName(purpose);
	let isWorth: boolean;
	try {
		isWorth = await (purpose.kind === "sweep"
			? hasBrought(ports, token, purpose, receipt)
			: hasClosed(ports, token, receipt));
	} catch (error) {
		return ports.log.warn("chore_not_judged", { lane, nonce, chore: name, error: (error as Error).message });
	}
	const before = await ports.store.chores.standing(name);
	if ((isWorth && !before?.misses) || (before?.lane === lane && before.nonce === nonce)) return;
	const longestMs = purpose.kind === "sweep" ? SWEEP_REST_MS : 1_000 * token.snapshot.maxWaitSec;
	const standing = standingAfter(before, row, { isWorth, nowMs: ports.nowMs(), longestMs });
	await ports.store.chores.setStanding(name, standing);
	const { misses, untilMs } = standing;
	if (!isWorth) ports.log.warn("chore_not_worth_gas", { lane, nonce, chore: name, misses, untilMs });
}

/** Whether as much came to where the token's revenue goes as the gas was; a pool has claimed if it is owed nothing more. */
async function hasBrought(
	ports: Ports,
	token: Token,
	{ sweepId, snapshotId }: Extract<Chore, { kind: "sweep" }>,
	{ logs, gasUsed, gasPriceWei, dataFeeWei = 0n, blockNumber }: Receipt,
): Promise<boolean> {
	const sweep = token.sweeps.find(({ id }) => id === sweepId);
	if (!sweep) return true; // the stage file has it no more
	const dialect = ports.dialect(token);
	if (sweep.kind === "pool" && snapshotId !== undefined)
		return (await dialect.due(sweep.address, "finalized", [snapshotId])).length === 0;
	const places = placesOf(token, sweep, dialect.name === "imo-relay");
	const costWei = gasUsed * gasPriceWei + dataFeeWei;
	const loggedWei = sweptWei(logs, places, token.prices);
	if (loggedWei >= costWei || places.silent.length === 0) return loggedWei >= costWei;
	const chain = ports.chain(token.chainId);
	const rises = places.silent.map(async (place: Address) => {
		const [before, after] = await Promise.all([blockNumber - 1, blockNumber].map((at) => chain.balanceWei(place, at)));
		return (after ?? 0n) - (before ?? 0n);
	});
	const cameWei = (await Promise.all(rises)).reduce((sum, wei) => (wei > 0n ? sum + wei : sum), loggedWei);
	return cameWei >= costWei;
}

/**
 * Whether less was pending after a snapshot's block than before it, of ETH or of one ERC-20; what the block's transactions
 * brought is no matter.
 */
async function hasClosed(ports: Ports, token: Token, { blockNumber, blockHash }: Receipt): Promise<boolean> {
	const { state } = ports.dialect(token);
	const chain = ports.chain(token.chainId);
	const [before, after, sentWei] = await Promise.all([
		state(blockNumber - 1),
		state(blockNumber),
		chain.sentTo(token.address, blockHash),
	]);
	if (before.pendingWei === 0n && before.pendingAssets.length === 0) return true;
	if (after.pendingWei < before.pendingWei + sentWei) return true;
	for (const { asset, amount } of before.pendingAssets) {
		const left = after.pendingAssets.find((one) => one.asset === asset)?.amount ?? 0n;
		if (left < amount || left < amount + (await transferred(chain, asset, token.address, blockNumber))) return true;
	}
	return false;
}

/** What an ERC-20's own logs say that came to an address in a block. */
async function transferred(chain: Chain, asset: Address, address: Address, blockNumber: number): Promise<bigint> {
	const range = { fromBlock: blockNumber, toBlock: blockNumber };
	const { logs } = await chain.logs({ address: asset, topics: [transferTopic()], ...range });
	return transfersIn(logs).reduce((sum, { to, amount }) => (to === address ? sum + amount : sum), 0n);
}
