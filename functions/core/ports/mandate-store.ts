import type { Address, Hex } from "../hex.ts";
import type { StoredMandate } from "../mandate.ts";

/** Up to where a token's mandates were gone through for a snapshot. */
export interface PayoutProgress {
	snapshotId: bigint;
	isDone: boolean;
	after?: string;
	/** Of mandates: the head when it was begun. Once that is final they are gone through again, since a node may have been behind. */
	headBlock?: number;
	isAgain?: true;
}

/** A mandate that has to be looked at again, from `atMs` on. */
export interface Retry {
	mandateId: Hex;
	atMs: number;
}

/** Where mandates are kept. Lists may be a moment late. */
export interface MandateStore {
	get(id: Hex): Promise<StoredMandate | undefined>;
	/** false: it is stored already. */
	insert(mandate: StoredMandate): Promise<boolean>;
	/** Compare-and-set on the version; false: another worker was first. */
	update(mandate: StoredMandate): Promise<boolean>;
	/** Oldest first, and where the next page starts. Revoked ones are left out. */
	ofToken(tokenId: string, limit: number, after?: string): Promise<{ mandates: StoredMandate[]; next?: string }>;
	/** How far the holders of a token's mandates are paid; undefined: never begun. */
	progress(tokenId: string): Promise<PayoutProgress | undefined>;
	setProgress(tokenId: string, progress: PayoutProgress): Promise<void>;
	/** Keeps a mandate to be looked at again; the same one at the same time is one. */
	tryAgain(tokenId: string, retry: Retry): Promise<void>;
	/** Those whose time has come, earliest first. */
	retries(tokenId: string, nowMs: number, limit: number): Promise<Retry[]>;
	/** Of a mandate that was looked at again. */
	forget(tokenId: string, retry: Retry): Promise<void>;
	/** Newest first, revoked ones too. */
	ofHolder(holder: Address, limit: number, after?: string): Promise<{ mandates: StoredMandate[]; next?: string }>;
}
