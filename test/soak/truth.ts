import type { Hex } from "../../functions/core/hex.ts";
import { owedIn } from "../given/shares.ts";
import type { Player, SoakToken } from "./scene.ts";

/** What really happened to a token, read from the chain as it stands at the end. */
export interface Truth {
	/** ETH that arrived up to that height. */
	arrivedWei(upTo: number): Promise<bigint>;
	/** What each of its snapshots owed a holder, by the state in which it was taken. */
	owedWei(player: Player): Promise<bigint>;
	snapshots: { id: bigint; blockNumber: number }[];
}

export async function truthOf(token: SoakToken): Promise<Truth> {
	const { contract, chain } = token;
	const taken = await contract.queryFilter(token.id === "openlm" ? "SnapshotTaken" : "Snapshot", 0, "latest");
	const snapshots = taken.map((event) => ({
		id: BigInt("args" in event ? event.args[0] : 0),
		blockNumber: event.blockNumber,
	}));
	return {
		snapshots,
		arrivedWei: (upTo) => (token.id === "openlm" ? received(token, upTo) : sentTo(token, upTo)),
		owedWei: async ({ wallet }) => {
			if (token.id === "openlm") return owedIn(contract, wallet.address);
			let sum = 0n;
			for (const { id, blockNumber } of snapshots)
				sum += BigInt(await contract.getFunction("claimableRevenue")(wallet.address, id, { blockTag: blockNumber }));
			return sum;
		},
	};

	/** Ours tells of each arrival. */
	async function received({ contract: ours }: SoakToken, upTo: number): Promise<bigint> {
		const events = await ours.queryFilter("RevenueReceived", 0, upTo);
		return events.reduce((sum, event) => sum + BigInt("args" in event ? event.args.amount : 0), 0n);
	}
	/** The others tell of nothing: what was sent to them, block by block. */
	async function sentTo({ address }: SoakToken, upTo: number): Promise<bigint> {
		let sum = 0n;
		for (let height = 0; height <= upTo; height++) {
			const { transactions } = await chain.rpc<{ transactions: { to: string | null; value: Hex }[] }>(
				"eth_getBlockByNumber",
				[`0x${height.toString(16)}`, true],
			);
			for (const { to, value } of transactions) if (to?.toLowerCase() === address.toLowerCase()) sum += BigInt(value);
		}
		return sum;
	}
}
