import * as z from "zod/mini";
import { type FaultCode, faults } from "./core/fault.ts";
import { address, amount, digest, hex, hexBytes, id, uint } from "./core/schema.ts";

// Requests: what comes in is checked and made canonical.

export const claimBody = z.pipe(
	z.object({
		token: id,
		chainId: z.int().check(z.positive()),
		route: z.literal("forwarder"),
		/** The signed message, field by field as the quote's typed data has it. */
		request: z.object({
			from: address,
			to: address,
			value: uint,
			gas: uint,
			nonce: uint,
			deadline: uint.check(z.refine((sec) => sec < 2n ** 48n, "above 2^48 - 1")),
			data: hexBytes,
		}),
		signature: hexBytes,
	}),
	z.transform(({ token, chainId, route, request: { deadline, ...request }, signature }) => ({
		tokenId: token,
		chainId,
		route,
		request: { ...request, deadlineSec: deadline },
		signature,
	})),
);
export const tokenPath = z.object({ token: id });
export const holderPath = z.object({ token: id, address });
export const addressPath = z.object({ address });
export const claimPath = z.object({ id: digest });
export const pageQuery = z.object({
	limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50),
	after: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});

// Replies: `z.encode` turns what use cases give into JSON, and lets nothing else out.

const code = z.enum(Object.keys(faults) as [FaultCode, ...FaultCode[]]);
const next = z.exactOptional(z.string());

export const paymentReply = z.object({ asset: hex, recipient: hex, snapshotId: amount, amount });
export const claimReply = z.object({
	id: hex,
	state: z.enum(["accepted", "relayed", "mined", "settled", "refused", "failed"]),
	code: z.exactOptional(code),
	tokenId: z.string(),
	chainId: z.number(),
	route: z.literal("forwarder"),
	holder: hex,
	snapshotIds: z.array(amount),
	dueWei: amount,
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
export const claimsReply = z.object({ claims: z.array(claimReply), next });

const tokenFields = {
	id: z.string(),
	name: z.string(),
	chainId: z.number(),
	address: hex,
	forwarder: z.object({ address: hex, name: z.string() }),
};
export const tokensReply = z.object({ tokens: z.array(z.object(tokenFields)) });
export const tokenReply = z.object({
	...tokenFields,
	explorerUrl: z.exactOptional(z.string()),
	currentSnapshotId: amount,
	pendingWei: amount,
	nextSnapshotAtSec: z.number(),
	totalSupply: amount,
	/** The ledger: what has arrived up to a finalised block. */
	ledger: z.object({
		blockNumber: z.exactOptional(z.number()),
		inflowCount: z.number(),
		totals: z.array(z.object({ asset: hex, amount })),
	}),
});
export const snapshotsReply = z.object({
	snapshots: z.array(
		z.object({
			id: amount,
			timepointSec: z.number(),
			takenAtSec: z.number(),
			expiresAtSec: z.number(),
			claimableWei: amount,
			claimedWei: amount,
		}),
	),
	next,
});
export const inflowsReply = z.object({
	inflows: z.array(
		z.object({
			asset: hex,
			amount,
			source: hex,
			blockNumber: z.number(),
			blockHash: hex,
			transactionHash: hex,
			logIndex: z.number(),
		}),
	),
	next,
});
export const holderReply = z.object({
	token: z.string(),
	holder: hex,
	route: z.literal("forwarder"),
	dueWei: amount,
	due: z.array(z.object({ snapshotId: amount, amountWei: amount, expiresAtSec: z.number() })),
	/** A claim that is under way: the next one can be signed when it is mined. */
	openClaimId: z.exactOptional(hex),
	/** For `eth_signTypedData_v4`; POST its message with the signature. */
	typedData: z.exactOptional(z.custom<object>((value) => typeof value === "object" && value !== null)),
});
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
