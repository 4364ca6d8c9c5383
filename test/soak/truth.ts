import type { Hex } from "../../functions/core/hex.ts";
import { owedIn } from "../given/shares.ts";
import { HOUR_SEC, type Player, type SoakToken, WORTH_WEI } from "./scene.ts";

/** What has to be between two snapshots. */
const SPACING: Record<SoakToken["id"], { afterSec?: number; afterBlocks?: number }> = {
	openlm: { afterSec: 8 * HOUR_SEC },
	ora: { afterSec: 12 * HOUR_SEC },
	reference: { afterBlocks: 1_000 },
};

/** What really happened to a token, read from the chain itself. */
export interface Truth {
	/**
	 * Takes in what was mined since the last time, and what each snapshot owes to each holder, by the state in which it was
	 * taken: to be called at the end of a turn, when nothing can be undone and the state is still there.
	 */
	note(): Promise<void>;
	/** Whether revenue waits that is worth a snapshot, and the token would take one. */
	isDue(nowSec: number): Promise<boolean>;
	/** The ETH that arrived up to that height, and in which blocks. */
	arrivals(upTo: number): Arrival[];
	/** All that its snapshots owed a holder. */
	owedWei(player: Player): Promise<bigint>;
	/** So many wei that may be off. */
	slackWei(player: Player): bigint;
	snapshots(): number;
}

interface Arrival {
	block: number;
	wei: bigint;
}

export function truthOf(token: SoakToken): Truth {
	const { contract, chain, players } = token;
	const isOurs = token.id === "openlm";
	const noted = new Set<bigint>();
	const owed = new Map<string, bigint>();
	const slack = new Map<string, bigint>();
	let from = 0;
	const arrived: Arrival[] = [];
	let last = { block: 0, atSec: 0 };
	/** Ours tells of each arrival. */
	const received = async (head: number): Promise<Arrival[]> => {
		const events = await contract.queryFilter("RevenueReceived", from, head);
		return events.map((event) => ({ block: event.blockNumber, wei: BigInt("args" in event ? event.args.amount : 0) }));
	};
	/** The others tell of nothing: what was sent to them, block by block. */
	const sentTo = async (head: number): Promise<Arrival[]> => {
		const found: Arrival[] = [];
		for (let block = from; block <= head; block++) {
			const { transactions } = await chain.rpc<{ transactions: { to: string | null; value: Hex }[] }>(
				"eth_getBlockByNumber",
				[`0x${block.toString(16)}`, true],
			);
			for (const { to, value } of transactions)
				if (to?.toLowerCase() === token.address.toLowerCase() && BigInt(value) > 0n)
					found.push({ block, wei: BigInt(value) });
		}
		return found;
	};
	const claimable = ({ wallet }: Player, id: bigint, blockTag: number): Promise<bigint> =>
		contract.getFunction("claimableRevenue")(wallet.address, id, { blockTag });
	const noteOwed = async (player: Player, id: bigint, block: number): Promise<void> => {
		const { address } = player.wallet;
		let owedWei = await claimable(player, id, block).catch(() => 0n);
		if (owedWei === 0n) {
			// After a reorg snapshot and claim may be in one block: his share by the share of one who never claims, nearly.
			const [idle, at] = [players.findIndex(({ habit }) => habit === "none"), players.indexOf(player)];
			owedWei = ((await claimable(players[idle] as Player, id, block)) * BigInt(at + 1)) / BigInt(idle + 1);
			slack.set(address, (slack.get(address) ?? 0n) + BigInt(players.length));
		}
		owed.set(address, (owed.get(address) ?? 0n) + owedWei);
	};
	return {
		note: async () => {
			const head = await chain.provider.getBlockNumber();
			arrived.push(...(await (isOurs ? received(head) : sentTo(head))));
			for (const event of await contract.queryFilter(isOurs ? "SnapshotTaken" : "Snapshot", from, head)) {
				const id = BigInt("args" in event ? event.args[0] : 0);
				if (noted.has(id)) throw new Error(`${token.id}: snapshot ${id} was taken twice`);
				noted.add(id);
				last = { block: event.blockNumber, atSec: (await event.getBlock()).timestamp };
				for (const player of isOurs ? [] : players) await noteOwed(player, id, event.blockNumber);
			}
			from = head + 1;
		},
		isDue: async (nowSec) => {
			const waitingWei = arrived.reduce((sum, { block, wei }) => (block > last.block ? sum + wei : sum), 0n);
			const { afterSec = 0, afterBlocks = 0 } = SPACING[token.id];
			const isAllowed = nowSec > last.atSec + afterSec && from > last.block + afterBlocks + 1;
			return isAllowed && waitingWei >= WORTH_WEI;
		},
		arrivals: (upTo) => arrived.filter(({ block }) => block <= upTo),
		owedWei: async ({ wallet }) => (isOurs ? owedIn(contract, wallet.address) : (owed.get(wallet.address) ?? 0n)),
		slackWei: ({ wallet }) => slack.get(wallet.address) ?? 0n,
		snapshots: () => noted.size,
	};
}
