import type { Address, Hex } from "./hex.ts";

/** One arrival of revenue at a token. */
export interface Inflow {
	tokenId: string;
	asset: Address;
	amount: bigint;
	source: Address;
	blockNumber: number;
	blockHash: Hex;
	logIndex: number;
	transactionHash: Hex;
}
