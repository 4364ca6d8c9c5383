import type { Hex } from "../../functions/core/hex.ts";
import { owedIn } from "../given/shares.ts";
import type { Player, SoakToken } from "./scene.ts";

/** What really happened to a token, read from the chain itself. */
export interface Truth {
	/**
	 * Notes what each snapshot owes to each holder, by the state in which it was taken: to be called at the end of a turn,
	 * when nothing that was mined can be undone and the state is still there.
	 */
	note(): Promise<void>;
	/** ETH that arrived up to that height. */
	arrivedWei(upTo: number): Promise<bigint>;
	/** All that its snapshots owed a holder. */
	owedWei(player: Player): Promise<bigint>;
	/** So many wei that may be off. */
	slackWei(player: Player): bigint;
	snapshots(): number;
}

export function truthOf(token: SoakToken): Truth {
	const { contract, chain, players } = token;
	const isOurs = token.id === "openlm";
	const noted = new Set<bigint>();
	const owed = new Map<string, bigint>();
	const slack = new Map<string, bigint>();
	let from = 0;
	/** Ours tells of each arrival. */
	const received = async (upTo: number): Promise<bigint> => {
		const events = await contract.queryFilter("RevenueReceived", 0, upTo);
		return events.reduce((sum, event) => sum + BigInt("args" in event ? event.args.amount : 0), 0n);
	};
	/** The others tell of nothing: what was sent to them, block by block. */
	const sentTo = async (upTo: number): Promise<bigint> => {
		let sum = 0n;
		for (let height = 0; height <= upTo; height++) {
			const { transactions } = await chain.rpc<{ transactions: { to: string | null; value: Hex }[] }>(
				"eth_getBlockByNumber",
				[`0x${height.toString(16)}`, true],
			);
			for (const { to, value } of transactions)
				if (to?.toLowerCase() === token.address.toLowerCase()) sum += BigInt(value);
		}
		return sum;
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
			for (const event of await contract.queryFilter(isOurs ? "SnapshotTaken" : "Snapshot", from, head)) {
				const id = BigInt("args" in event ? event.args[0] : 0);
				if (noted.has(id)) throw new Error(`${token.id}: snapshot ${id} was taken twice`);
				noted.add(id);
				for (const player of isOurs ? [] : players) await noteOwed(player, id, event.blockNumber);
			}
			from = head + 1;
		},
		arrivedWei: isOurs ? received : sentTo,
		owedWei: async ({ wallet }) => (isOurs ? owedIn(contract, wallet.address) : (owed.get(wallet.address) ?? 0n)),
		slackWei: ({ wallet }) => slack.get(wallet.address) ?? 0n,
		snapshots: () => noted.size,
	};
}
