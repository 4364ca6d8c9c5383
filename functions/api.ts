import * as z from "zod/mini";
import { ROUTES } from "./core/claim.ts";
import { DIALECTS } from "./core/dialect-name.ts";
import { type FaultCode, faults } from "./core/fault.ts";
import { MANDATE_STATES } from "./core/mandate.ts";
import { ORIGINS } from "./core/origin.ts";
import { address, amount, digest, hex, hexBytes, id, place } from "./core/schema.ts";
import { authorization, claimConsent, forwardRequest, signedMandate, signedOptOut } from "./core/signed-schema.ts";

// Requests: what comes in is checked and made canonical.

const chainId = z.int().check(z.positive());
const order = { token: id, chainId, signature: hexBytes };
export const claimBody = z.pipe(
	// Apart, so that what all routes share is checked whatever the route.
	z.intersection(
		z.object(order),
		z.discriminatedUnion(
			"route",
			[
				z.object({ route: z.literal("forwarder"), request: forwardRequest }),
				z.object({ route: z.enum(["on-behalf", "contract-account"]), consent: claimConsent }),
			],
			{ error: "not one of forwarder, on-behalf, contract-account" },
		),
	),
	z.transform(({ token, ...rest }) => ({ tokenId: token, ...rest })),
);
export const mandateBody = z.pipe(
	z.object({ ...order, mandate: signedMandate, authorization: z.optional(authorization) }),
	z.transform(({ token, ...rest }) => ({ tokenId: token, ...rest })),
);
export const optOutBody = z.pipe(
	z.object({ ...order, optOut: signedOptOut }),
	z.transform(({ token, ...rest }) => ({ tokenId: token, ...rest })),
);
export const revocationBody = z.object({ signature: hexBytes });
export const holderQuery = z.object({ route: z.optional(z.enum(ROUTES)) });
export const offeringQuery = z.object({ buyer: z.optional(address) });
export const tokenPath = z.object({ token: id });
export const holderPath = z.object({ token: id, address });
export const addressPath = z.object({ address });
export const mandatePath = z.object({ id: digest });
export const claimPath = z.object({ id: digest });

/** The keys that lists are in order of, as the store has them; what a caller sees of one is opaque. */
const byTime = place(/^\d{15}#0x[0-9a-f]{64}$/);
const byBlock = place(/^\d{12}#\d{6}#0x[0-9a-f]{64}#\d{1,10}$/);
const bySnapshot = place(/^[1-9]\d{0,30}$/);
const pageOf = <P extends z.ZodMiniType<string, string>>(after: P) =>
	z.object({
		limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50),
		after: z.optional(after),
	});
export const claimsQuery = pageOf(byTime);
export const mandatesQuery = pageOf(byTime);
export const inflowsQuery = pageOf(byBlock);
export const snapshotsQuery = pageOf(bySnapshot);
export const revenueQuery = pageOf(bySnapshot);

// Replies: `z.encode` turns what use cases give into JSON, and lets nothing else out.

/** The code of a fault. */
export const code = z.enum(Object.keys(faults) as [FaultCode, ...FaultCode[]]);
/** `expiresAtSec` 0: at no time; `expiresWithSnapshot`: where the token counts snapshots, the one whose taking ends it. */
const expiry = { expiresAtSec: z.number(), expiresWithSnapshot: z.exactOptional(amount) };
const text = z.exactOptional(z.string());
const assetAmount = z.object({ asset: hex, amount });
export const typedData = z.custom<object>((value) => typeof value === "object" && value !== null);
export const paymentReply = z.object({ asset: hex, recipient: hex, snapshotId: amount, amount });
export const claimReply = z.object({
	id: hex,
	state: z.enum(["accepted", "relayed", "mined", "settled", "refused", "failed"]),
	code: z.exactOptional(code),
	tokenId: z.string(),
	chainId: z.number(),
	route: z.enum(ROUTES),
	token: hex,
	holder: hex,
	snapshotIds: z.array(amount),
	dueWei: amount,
	dueAssets: z.array(assetAmount),
	/** What an accepted claim waits for, if it has to. */
	waitsFor: z.exactOptional(z.enum(["gas_price", "lane_full", "lane_funds", "paused"])),
	lane: z.string(),
	nonce: z.exactOptional(z.number()),
	outcome: z.exactOptional(
		z.object({
			result: z.enum(["paid", "reverted", "skipped"]),
			transactionHash: hex,
			blockNumber: z.number(),
			blockHash: hex,
			gasUsed: amount,
			payments: z.array(paymentReply),
		}),
	),
	acceptedAtMs: z.number(),
	changedAtMs: z.number(),
});
export const claimsReply = z.object({ claims: z.array(claimReply), next: z.exactOptional(byTime) });

const tokenFields = {
	id: z.string(),
	name: z.string(),
	chainId: z.number(),
	address: hex,
	forwarder: z.exactOptional(z.object({ address: hex, name: z.string() })),
	/** How it speaks ERC-7641; absent while that is not known. */
	dialect: z.exactOptional(z.enum(DIALECTS)),
	routes: z.array(z.enum(ROUTES)),
};
export const tokensReply = z.object({ tokens: z.array(z.object(tokenFields)) });
export const tokenReply = z.object({
	...tokenFields,
	chainName: z.string(),
	explorerUrl: z.exactOptional(z.string()),
	currentSnapshotId: amount,
	/** What came in since the last snapshot: ETH, and ERC-20s, which the ledger does not have yet. */
	pendingWei: amount,
	pendingAssets: z.array(assetAmount),
	nextSnapshotAtSec: z.number(),
	/** Where the token counts blocks: the first one that may hold the next snapshot. */
	nextSnapshotBlock: z.exactOptional(z.number()),
	totalSupply: amount,
	/** How the token's own amounts are written. */
	symbol: z.exactOptional(z.string()),
	decimals: z.exactOptional(z.number()),
	/** Which model it is, by the token's contractURI (ERC-7572): its deployer's words. */
	model: z.exactOptional(
		z.object({
			uri: z.exactOptional(z.string()),
			name: z.exactOptional(z.string()),
			description: z.exactOptional(z.string()),
			link: z.exactOptional(z.string()),
			repository: z.exactOptional(z.string()),
			weights: z.exactOptional(z.string()),
			license: z.exactOptional(z.string()),
		}),
	),
	/** The ERC-20s among its revenue, and how their amounts are written. */
	assets: z.array(z.object({ asset: hex, symbol: z.exactOptional(z.string()), decimals: z.exactOptional(z.number()) })),
	/** What people call the addresses that revenue comes from. */
	sources: z.array(
		z.object({ address: hex, kind: z.exactOptional(z.enum(["oracle", "router", "collection"])), name: text }),
	),
	/** Its ModelOffering: see /offering. */
	offering: z.exactOptional(hex),
	/** The operator has stopped it: nothing is taken for it at the moment. */
	paused: z.boolean(),
	/** The ledger: what has arrived up to a finalised block. */
	ledger: z.object({
		blockNumber: z.exactOptional(z.number()),
		inflowCount: z.number(),
		totals: z.array(z.object({ asset: hex, amount })),
		/** What the token holds that nothing told of, as ETH that was forced in; not in `totals`. */
		unattributed: z.array(z.object({ asset: hex, amount })),
	}),
});
export const snapshotsReply = z.object({
	snapshots: z.array(
		z.object({
			id: amount,
			timepointSec: z.number(),
			takenAtSec: z.number(),
			...expiry,
			/** Absent where the token does not tell. */
			claimableWei: z.exactOptional(amount),
			claimedWei: z.exactOptional(amount),
			assets: z.exactOptional(z.array(z.object({ asset: hex, claimable: amount, claimed: amount }))),
		}),
	),
	next: z.exactOptional(bySnapshot),
});
/** A token's ModelOffering. */
export const offeringReply = z.object({
	address: hex,
	phase: z.enum(["open", "succeeded", "failed"]),
	/** Tokens for sale, in their smallest unit. */
	stock: amount,
	targetWei: amount,
	deadlineSec: z.number(),
	totalDepositsWei: amount,
	/** Proceeds, or the unsold stock, are with the treasury. */
	isFinalized: z.boolean(),
	/** What is the buyer's, after the deadline, as deposits stand. */
	buyer: z.exactOptional(z.object({ address: hex, depositWei: amount, tokens: amount, refundWei: amount })),
});
/** Revenue and payouts by snapshot, up to a finalised block. */
export const revenueReply = z.object({
	blockNumber: z.exactOptional(z.number()),
	/** Since ever: what holders were paid, in how many payouts, and how many of them. */
	paid: z.array(assetAmount),
	payoutCount: z.number(),
	holderCount: z.number(),
	periods: z.array(
		z.object({
			/** The snapshot that ends the period, or will. */
			snapshotId: amount,
			/** The block of that snapshot; absent: it is still to be taken. */
			takenAtBlock: z.exactOptional(z.number()),
			/** Without a source: from all those that are not told apart. */
			revenue: z.array(z.object({ asset: hex, source: z.exactOptional(hex), amount })),
			paid: z.array(assetAmount),
			payoutCount: z.number(),
		}),
	),
	next: z.exactOptional(bySnapshot),
});
export const inflowsReply = z.object({
	inflows: z.array(
		z.object({
			asset: hex,
			amount,
			source: hex,
			/** What the source is, as far as the stage file says; `unknown` where derived, or noticed later, as ERC-20s are. */
			origin: z.enum(ORIGINS),
			blockNumber: z.number(),
			blockHash: hex,
			/** Absent where derived. */
			transactionHash: z.exactOptional(hex),
			logIndex: z.number(),
			/** The token logs nothing: at least so much has arrived up to this block. */
			derived: z.exactOptional(z.object({ lastBlock: z.number() })),
		}),
	),
	next: z.exactOptional(byBlock),
});
export const holderReply = z.object({
	token: z.string(),
	holder: hex,
	/** What stands at the holder's address. */
	account: z.enum(["plain", "delegated", "contract"]),
	/** The route that the typed data is for, and why this one; none: `code` says why. */
	route: z.exactOptional(z.enum(ROUTES)),
	because: z.exactOptional(z.enum(["asked_for", "cheapest", "only_one", "contract_account"])),
	/** Why nothing can be claimed. */
	code: z.exactOptional(code),
	dueWei: amount,
	dueAssets: z.array(assetAmount),
	/** What one claim takes of it: the snapshots that the typed data names. The rest comes with the one after. */
	nextClaim: z.exactOptional(
		z.object({ snapshotIds: z.array(amount), dueWei: amount, dueAssets: z.array(assetAmount) }),
	),
	/** What that claim will cost the operator. */
	costWei: z.exactOptional(amount),
	due: z.array(z.object({ snapshotId: amount, amountWei: amount, assets: z.array(assetAmount), ...expiry })),
	/** A claim that is under way: the next one can be signed when it is mined. */
	openClaimId: z.exactOptional(hex),
	/** For `eth_signTypedData_v4`; POST its message with the signature. */
	typedData: z.exactOptional(typedData),
});
export const mandateQuoteReply = z.object({
	token: z.string(),
	holder: hex,
	delegate: hex,
	/** For `eth_signTypedData_v4`; POST its message with the signature. */
	typedData,
	/** What the account's EIP-7702 authorization has to name; absent: it delegates already. */
	authorization: z.exactOptional(z.object({ chainId: z.number(), address: hex, nonce: z.number() })),
});
export const mandateReply = z.object({
	id: hex,
	state: z.enum(MANDATE_STATES),
	tokenId: z.string(),
	chainId: z.number(),
	holder: hex,
	delegate: hex,
	mandate: z.object({ account: hex, token: hex, nonce: amount, expirySec: amount }),
	createdAtMs: z.number(),
	revokedAtMs: z.exactOptional(z.number()),
});
export const optOutReply = z.object({
	tokenId: z.string(),
	holder: hex,
	/** He is not paid unasked. */
	isOut: z.boolean(),
	signedAtSec: z.number(),
});
export const optOutQuoteReply = z.object({
	token: z.string(),
	holder: hex,
	/** Only `push` pays unasked. */
	payout: z.enum(["on-request", "mandate", "push"]),
	optedOut: z.boolean(),
	/** For `eth_signTypedData_v4`, to change it; POST its message with the signature. */
	typedData,
});
export const mandatesReply = z.object({ mandates: z.array(mandateReply), next: z.exactOptional(byTime) });
export const healthReply = z.object({ status: z.literal("ok"), stage: z.string() });

/** RFC 9457. `code` is stable; `title` and `detail` are for people. */
export const problemReply = z.object({
	type: z.string(),
	title: z.string(),
	status: z.number(),
	code,
	detail: z.exactOptional(z.string()),
	facts: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
	problems: z.exactOptional(z.array(z.string())),
});
