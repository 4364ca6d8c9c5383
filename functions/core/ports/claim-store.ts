import type { Claim } from "../claim.ts";
import type { Address, Hex } from "../hex.ts";

/** Where claims are kept. Every read is consistent, but for the order in which `waiting` and `ofHolder` list. */
export interface ClaimStore {
	get(id: Hex): Promise<Claim | undefined>;
	/** In the order of `ids`, each once; what is missing is left out. */
	getMany(ids: readonly Hex[]): Promise<Claim[]>;
	/** false: a claim of this id is stored already. */
	insert(claim: Claim): Promise<boolean>;
	/** Compare-and-set: stores `claim` if the stored version is the one before; false: another worker moved it first. */
	move(claim: Claim): Promise<boolean>;
	/** Accepted claims of a lane, oldest first, and where the next page starts. */
	waiting(lane: string, limit: number, after?: string): Promise<{ claims: Claim[]; next?: string }>;
	/** A holder's claims, newest first, and where the next page starts. */
	ofHolder(holder: Address, limit: number, after?: string): Promise<{ claims: Claim[]; next?: string }>;
}
