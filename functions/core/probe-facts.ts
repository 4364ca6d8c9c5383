import type { Address } from "./hex.ts";
import type { ProbedFunction } from "./probed-functions.ts";
import type { CodeProxy } from "./proxy.ts";

/** What was seen of a token: see `probeToken`. */
export interface ProbeFacts {
	account: "none" | "delegated" | "contract";
	/** Whose code it runs, if it is a proxy. */
	proxy?: CodeProxy;
	/** The functions that it seems to have. */
	functions: ProbedFunction[];
	/** ERC-165 names ERC-7641. */
	saysErc7641: boolean;
	currentSnapshotId?: bigint;
	/** For the latest snapshots, newest first, whether `claimableRevenue` of a stranger answers; else it reverts. */
	claimable: boolean[];
	/** `claimableRevenue` of a snapshot that was not taken yet. */
	unknownSnapshot: "answers" | "reverts";
	/** How many of the latest snapshots it says can be claimed. */
	claimableNumber?: bigint;
	/** What it says lies between two snapshots, and when the last one was. */
	intervalSec?: bigint;
	lastSnapshotSec?: bigint;
	nowSec: number;
	/** `snapshot()` as a stranger would call it now; else why not. */
	snapshot: { ok: true } | { ok: false; reason: string };
	/** New revenue was read by the lens. */
	readsRevenue: boolean;
	/** ERC-20s that it lists as revenue. */
	assets: Address[];
	trustedForwarder?: Address;
	/** The stage's forwarder, and whether the token trusts it. */
	stageForwarder?: { address: Address; isTrusted: boolean };
}
/** One thing that was looked at: whether it is as it should be, what it is like, and what the operator can do about it. */
export interface ProbeFinding {
	check: string;
	pass: boolean;
	detail: string;
	remedy?: string;
}
