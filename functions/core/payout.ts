import { solidityPackedKeccak256 } from "ethers";
import { contract, type Log } from "./contract.ts";
import { type Address, ETH, type Hex } from "./hex.ts";

const erc20 = contract([
	{
		type: "event",
		name: "Transfer",
		inputs: [
			{ name: "from", type: "address", indexed: true },
			{ name: "to", type: "address", indexed: true },
			{ name: "value", type: "uint256", indexed: false },
		],
		anonymous: false,
	},
] as const);

/** Somebody who holds a token, or did. */
export interface HolderRow {
	tokenId: string;
	holder: Address;
	/** Counts the writes; each is conditional on the one before. */
	version: number;
	/** What he is owed and nobody has begun to pay, as it was last weighed: in wei of ETH, ERC-20s by the stage's prices. */
	owedWei: bigint;
}
/** A holder's word on whether he is paid unasked; the newest counts. */
export interface OptOut {
	tokenId: string;
	holder: Address;
	isOut: boolean;
	signedAtSec: number;
	signature: Hex;
}

/** How far the end of a snapshot is minded: first mandates are claimed, then who is left is counted. */
export interface ExpiryWatch {
	snapshotId: bigint;
	phase: "mandates" | "holders" | "done";
	/** Where the phase goes on. */
	after?: string;
	/** Who would lose, and how much, in wei, as far as they are counted. */
	holders: number;
	lostWei: bigint;
	sinceMs: number;
}
export const newExpiryWatch = (snapshotId: bigint, nowMs: number): ExpiryWatch => ({
	snapshotId,
	phase: "mandates",
	holders: 0,
	lostWei: 0n,
	sinceMs: nowMs,
});

export const TRANSFER_TOPIC = erc20.topic("Transfer");

/** Who received the token in these logs, each once. */
export const receiversIn = (logs: readonly Log[], token: Address): Address[] => [
	...new Set(
		erc20
			.events("Transfer", logs)
			.map(({ args }) => args.to)
			.filter((to) => to !== ETH && to !== token),
	),
];

/** The id of a claim that is pushed for these snapshots: the same whoever makes it, and however often. */
export const pushedClaimId = (chainId: number, token: Address, holder: Address, snapshotIds: readonly bigint[]): Hex =>
	solidityPackedKeccak256(
		["string", "uint256", "address", "address", "uint256[]"],
		["push", chainId, token, holder, snapshotIds.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))],
	) as Hex;
