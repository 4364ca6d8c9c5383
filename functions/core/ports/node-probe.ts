/** How one node of a chain answers; absent: it did not tell. */
export interface NodeReport {
	/** Its place among the chain's `rpcUrls`: a URL may hold an access key. */
	at: number;
	/** Why it is of no use; the rest is absent then. */
	problem?: string;
	latencyMs?: number;
	chainId?: number;
	client?: string;
	head?: { number: number; timestampSec: number };
	/** The height of its `finalized` tag. */
	finalized?: number;
	/** The oldest of the looked-at heights whose state it still has. */
	stateSince?: number;
	/** Blocks that one eth_getLogs took. */
	logRange?: number;
}
export interface ProbeOptions {
	/** Heights at which state may be asked for, as a token's first block. */
	heights: readonly number[];
	/** Blocks that one eth_getLogs shall span. */
	logRange: number;
}

/** Asks each node of a chain apart, which the pool behind `Chain` does not tell. Never throws. */
export type ProbeNodes = (chainId: number, options: ProbeOptions) => Promise<NodeReport[]>;
