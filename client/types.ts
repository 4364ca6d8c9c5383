// What the API takes and answers, as JSON has it: amounts are decimal strings, `…Wei` is wei, `…Sec` and `…Ms` are Unix times.
// test/unit/client.test.ts holds it against the service's own schemas.
import type { FaultCode } from "../functions/core/fault.ts";

export type Hex = `0x${string}`;
export type Route = "forwarder" | "on-behalf" | "contract-account" | "mandate";

/** The token that is claimed for, as you know it from elsewhere: what is signed is held against this. */
export interface KnownToken {
	/** Its id in the deployment. */
	id: string;
	address: string;
	chainId: number;
	/** Its ERC-2771 forwarder; without it no forward request is signed. */
	forwarder?: { address: string };
}
export interface AssetAmount {
	asset: Hex;
	amount: string;
}
export interface Token extends KnownToken {
	name: string;
	address: Hex;
	forwarder?: { address: Hex; name: string };
	routes: Route[];
}
export interface TokenStatistics extends Token {
	explorerUrl?: string;
	currentSnapshotId: string;
	/** What came in since the last snapshot; of ERC-20s, what the ledger does not have yet. */
	pendingWei: string;
	pendingAssets: AssetAmount[];
	nextSnapshotAtSec: number;
	totalSupply: string;
	/** The operator has stopped it: nothing is taken for it at the moment. */
	paused: boolean;
	ledger: { blockNumber?: number; inflowCount: number; totals: AssetAmount[] };
}
export interface Snapshot {
	id: string;
	timepointSec: number;
	takenAtSec: number;
	/** 0: at no time. */
	expiresAtSec: number;
	/** Where the token counts snapshots: the one whose taking ends it. */
	expiresWithSnapshot?: string;
	/** Absent where the token does not tell. */
	claimableWei?: string;
	claimedWei?: string;
	/** Its ERC-20s. */
	assets?: { asset: Hex; claimable: string; claimed: string }[];
}
export interface Inflow {
	asset: Hex;
	amount: string;
	source: Hex;
	blockNumber: number;
	blockHash: Hex;
	/** Absent where derived. */
	transactionHash?: Hex;
	logIndex: number;
	/** The token logs nothing: at least so much has arrived up to this block. */
	derived?: { lastBlock: number };
}
/** The revenue and payouts that lie between two snapshots. */
export interface Period {
	/** The snapshot that ends it, or will. */
	snapshotId: string;
	/** The block of that snapshot; absent: it is still to be taken. */
	takenAtBlock?: number;
	/** Without a source: from all those that are not told apart. */
	revenue: { asset: Hex; source?: Hex; amount: string }[];
	paid: AssetAmount[];
	payoutCount: number;
}
/** The sale of a model's tokens, as it stands. */
export interface Offering {
	address: Hex;
	phase: "open" | "succeeded" | "failed";
	/** Tokens for sale, in their smallest unit. */
	stock: string;
	targetWei: string;
	deadlineSec: number;
	totalDepositsWei: string;
	/** Proceeds, or the unsold stock, are with the treasury. */
	isFinalized: boolean;
	/** What is the buyer's, after the deadline, as deposits stand. */
	buyer?: { address: Hex; depositWei: string; tokens: string; refundWei: string };
}
/** What is due to a holder. `typedData` claims what `nextClaim` says; without it `code` or `openClaimId` says why. */
export interface Quote {
	token: string;
	holder: Hex;
	account: "plain" | "delegated" | "contract";
	route?: Route;
	because?: "asked_for" | "cheapest" | "only_one" | "contract_account";
	code?: FaultCode;
	dueWei: string;
	dueAssets: AssetAmount[];
	nextClaim?: { snapshotIds: string[]; dueWei: string; dueAssets: AssetAmount[] };
	costWei?: string;
	due: {
		snapshotId: string;
		amountWei: string;
		assets: AssetAmount[];
		expiresAtSec: number;
		expiresWithSnapshot?: string;
	}[];
	openClaimId?: Hex;
	typedData?: object;
}
export interface Claim {
	id: Hex;
	state: "accepted" | "relayed" | "mined" | "settled" | "refused" | "failed";
	/** Why it was refused or failed. */
	code?: FaultCode;
	tokenId: string;
	chainId: number;
	route: Route;
	token: Hex;
	holder: Hex;
	snapshotIds: string[];
	dueWei: string;
	dueAssets: AssetAmount[];
	waitsFor?: "gas_price" | "lane_full" | "lane_funds" | "paused";
	lane: string;
	nonce?: number;
	outcome?: {
		result: "paid" | "reverted" | "skipped";
		transactionHash: Hex;
		blockNumber: number;
		blockHash: Hex;
		gasUsed: string;
		payments: { asset: Hex; recipient: Hex; snapshotId: string; amount: string }[];
	};
	acceptedAtMs: number;
	changedAtMs: number;
}
/** A holder's word on being paid without asking. */
export interface OptOut {
	tokenId: string;
	holder: Hex;
	isOut: boolean;
	signedAtSec: number;
}
export interface MandateQuote {
	token: string;
	holder: Hex;
	delegate: Hex;
	typedData: object;
	/** What the account's EIP-7702 authorization has to name; absent: it delegates already. */
	authorization?: { chainId: number; address: Hex; nonce: number };
}
export interface Mandate {
	id: Hex;
	/** `needs_authorization`: nothing is claimed until the same mandate is posted again with a fresh authorization. */
	state: "standing" | "needs_authorization" | "expired" | "revoked";
	tokenId: string;
	chainId: number;
	holder: Hex;
	delegate: Hex;
	mandate: { account: Hex; token: Hex; nonce: string; expirySec: string };
	createdAtMs: number;
	revokedAtMs?: number;
}
