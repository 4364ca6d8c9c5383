import type { FaultCode } from "../../functions/core/fault.ts";

/** What a person is told of one operation; its shapes are those that the handler parses and encodes by. */
export interface Told {
	id: string;
	tag: "tokens" | "holders" | "claims" | "mandates" | "opt-outs" | "service";
	summary: string;
	description?: string;
	/** What it may answer beside what every operation of its kind may. */
	codes?: readonly FaultCode[];
	/** Headers of its success, by name. */
	headers?: readonly ("location" | "retry-after")[];
}

const order = ["paused", "unknown_token", "wrong_chain", "wrong_target", "bad_signature", "wrong_signer"] as const;

/** An operation of functions/handlers/routes is added here; its example is recorded by `npm run examples`. */
export const told: Readonly<Record<string, Told>> = {
	"GET /v1/health": { id: "getHealth", tag: "service", summary: "Whether the service is up" },
	"GET /v1/tokens": { id: "listTokens", tag: "tokens", summary: "The tokens that this deployment serves" },
	"GET /v1/tokens/{token}": {
		id: "getToken",
		tag: "tokens",
		summary: "A token's pending revenue, current snapshot and ledger",
		codes: ["unknown_token", "token_not_supported"],
	},
	"GET /v1/tokens/{token}/snapshots": {
		id: "listSnapshots",
		tag: "tokens",
		summary: "A token's snapshots, newest first",
		codes: ["unknown_token", "token_not_supported"],
	},
	"GET /v1/tokens/{token}/revenue": {
		id: "getRevenue",
		tag: "tokens",
		summary: "Revenue and payouts by snapshot, newest first, up to a finalised block",
		description:
			"Each period is named by the snapshot that ends it. Sources are told apart up to a number a period; what else came in is one sum without a source. Tokens that log no revenue have periods without any.",
		codes: ["unknown_token"],
	},
	"GET /v1/tokens/{token}/offering": {
		id: "getOffering",
		tag: "tokens",
		summary: "A token's initial model offering, and what is a buyer's there",
		codes: ["unknown_token", "no_offering"],
	},
	"GET /v1/tokens/{token}/inflows": {
		id: "listInflows",
		tag: "tokens",
		summary: "A token's revenue up to a finalised block, newest first",
		codes: ["unknown_token"],
	},
	"GET /v1/tokens/{token}/holders/{address}": {
		id: "quote",
		tag: "holders",
		summary: "What is due to a holder, and the typed data that claims it",
		description:
			"`typedData` is ready for `eth_signTypedData_v4`: sign it, and POST its `message` with the signature to /v1/claims. Without it, `code` says why nothing can be claimed, or `openClaimId` names the claim that is under way. `nextClaim` is what the typed data covers: the oldest snapshots, as many as one claim may name; the rest comes with the next one.",
		codes: ["unknown_token", "token_not_supported", "route_not_available", "contract_account"],
	},
	"GET /v1/tokens/{token}/holders/{address}/mandate": {
		id: "quoteMandate",
		tag: "mandates",
		summary: "A mandate ready to be signed, and the EIP-7702 authorization that it needs",
		codes: ["unknown_token", "route_not_available"],
	},
	"POST /v1/mandates": {
		id: "giveMandate",
		tag: "mandates",
		summary: "Gives a mandate: from now on each snapshot is claimed for the holder",
		description:
			"The same mandate again is the same one; a fresh authorization that comes with it replaces the one that is kept, which makes a mandate that `needs_authorization` stand again. A delegation to another contract is never replaced.",
		codes: [
			...order,
			"route_not_available",
			"deadline_passed",
			"deadline_too_far",
			"mandate_revoked",
			"foreign_delegation",
			"contract_account",
			"bad_authorization",
			"not_a_holder",
			"quota_exceeded",
		],
	},
	"DELETE /v1/mandates/{id}": {
		id: "revokeMandate",
		tag: "mandates",
		summary: "Stops claiming under a mandate, by the holder's signed `Revocation(address account,uint256 nonce)`",
		codes: ["unknown_mandate", "bad_signature", "wrong_signer"],
	},
	"GET /v1/tokens/{token}/holders/{address}/opt-out": {
		id: "quoteOptOut",
		tag: "opt-outs",
		summary: "Whether a holder is paid without asking, and the typed data that changes it",
		codes: ["unknown_token"],
	},
	"POST /v1/opt-outs": {
		id: "optOut",
		tag: "opt-outs",
		summary: "Keeps a holder's signed word on whether the token pays him without being asked",
		description:
			"The word that was signed last counts; the same one again is the same. It matters where `payout` is `push`.",
		codes: [
			"unknown_token",
			"wrong_chain",
			"wrong_target",
			"bad_signature",
			"not_a_holder",
			"wrong_signer",
			"signed_ahead",
			"opt_out_superseded",
		],
	},
	"GET /v1/holders/{address}/mandates": {
		id: "listMandates",
		tag: "mandates",
		summary: "A holder's mandates, newest first",
	},
	"POST /v1/claims": {
		id: "claim",
		tag: "claims",
		summary: "Claims what a quote's typed data names, once it is signed",
		description:
			"The claim's id is the EIP-712 digest of what was signed, which makes this idempotent: the same message again, at any time, is the same claim.",
		codes: [
			...order,
			"wrong_selector",
			"wrong_calldata_length",
			"too_many_snapshots",
			"duplicate_snapshot",
			"value_not_zero",
			"gas_too_low",
			"gas_above_cap",
			"too_much_gas",
			"deadline_passed",
			"deadline_too_soon",
			"deadline_too_far",
			"contract_account",
			"nonce_used",
			"nonce_ahead",
			"claim_in_progress",
			"nothing_due",
			"route_not_available",
			"not_worth_gas",
			"quota_exceeded",
			"budget_exhausted",
		],
		headers: ["location", "retry-after"],
	},
	"GET /v1/claims/{id}": {
		id: "getClaim",
		tag: "claims",
		summary: "A claim; `Retry-After` while it is open",
		description:
			"accepted -> relayed -> mined -> settled. `refused` (never sent, or can't succeed any more) and `failed` (the token reverted it) are final too, with a `code`. A reorg leads back.",
		codes: ["unknown_claim"],
		headers: ["retry-after"],
	},
	"GET /v1/holders/{address}/claims": {
		id: "listClaims",
		tag: "claims",
		summary: "A holder's claims, newest first",
	},
};
