/**
 * The table of codes. A code is public, lowercase snake_case and never renamed.
 * `status` is what HTTP answers; `retry` is what a job does: the same work may succeed later.
 */
export const faults = {
	malformed_json: { status: 400, retry: false, title: "The body is not JSON" },
	malformed_request: { status: 400, retry: false, title: "The request does not have the documented shape" },
	body_too_large: { status: 413, retry: false, title: "The body is larger than 8 KiB" },
	unknown_route: { status: 404, retry: false, title: "There is nothing at this path" },
	unknown_token: { status: 404, retry: false, title: "This deployment serves no token of that id" },
	token_not_supported: {
		status: 503,
		retry: true,
		title: "The token has not been found to speak a dialect that is known here",
	},
	unknown_claim: { status: 404, retry: false, title: "There is no claim of that id" },
	unknown_lane: { status: 404, retry: false, title: "This deployment has no lane of that id" },
	no_offering: { status: 404, retry: false, title: "The token has no offering here" },
	wrong_chain: { status: 422, retry: false, title: "The token is on another chain" },
	wrong_target: { status: 422, retry: false, title: "The request is not addressed to the token" },
	wrong_selector: { status: 422, retry: false, title: "Only claim(uint256) and claimBatch(uint256[]) are relayed" },
	wrong_calldata_length: { status: 422, retry: false, title: "The calldata is not the exact encoding of the call" },
	too_many_snapshots: { status: 422, retry: false, title: "The request names more snapshots than one claim may" },
	duplicate_snapshot: { status: 422, retry: false, title: "The request names a snapshot twice" },
	value_not_zero: { status: 422, retry: false, title: "A claim sends no ETH along" },
	gas_too_low: { status: 422, retry: false, title: "The request's gas is too low for its claim" },
	gas_above_cap: { status: 422, retry: false, title: "The request's gas is above the cap" },
	too_much_gas: { status: 422, retry: false, title: "The claim needs more gas than one transaction may take" },
	deadline_passed: { status: 422, retry: false, title: "The deadline has passed" },
	deadline_too_soon: { status: 422, retry: false, title: "The deadline is too near to be relayed in time" },
	deadline_too_far: { status: 422, retry: false, title: "The deadline is further away than is accepted" },
	bad_signature: { status: 422, retry: false, title: "The signature is not a valid ECDSA signature" },
	wrong_signer: { status: 422, retry: false, title: "The signature is not the holder's" },
	contract_account: {
		status: 422,
		retry: false,
		title: "The holder is a contract, which cannot sign a forward request",
	},
	nonce_used: { status: 409, retry: false, title: "The forwarder nonce was used already" },
	nonce_ahead: { status: 409, retry: false, title: "The forwarder nonce is not the holder's next one" },
	claim_in_progress: { status: 409, retry: true, title: "Another claim of this holder is under way" },
	nothing_due: { status: 422, retry: false, title: "Nothing is due to the holder for these snapshots" },
	route_not_available: { status: 422, retry: false, title: "This token is not claimed on that route here" },
	not_worth_gas: { status: 422, retry: false, title: "What is due is worth less than its gas" },
	quota_exceeded: { status: 429, retry: true, title: "The holder has had today's number of claims" },
	budget_exhausted: { status: 429, retry: true, title: "Today's budget for this token, or its chain, is used up" },
	foreign_delegation: { status: 422, retry: false, title: "The account delegates to another contract already" },
	bad_authorization: {
		status: 422,
		retry: false,
		title: "The authorization is not the account's next one for this delegate",
	},
	unknown_mandate: { status: 404, retry: false, title: "There is no mandate of that id" },
	mandate_revoked: { status: 422, retry: false, title: "The mandate was revoked" },
	not_a_holder: { status: 422, retry: false, title: "The account holds none of the token, and it owes it nothing" },
	signed_ahead: { status: 422, retry: false, title: "The message says that it will be signed later" },
	opt_out_superseded: { status: 409, retry: false, title: "A newer word of this holder is known" },
	claim_reverted: { status: 500, retry: false, title: "The token refused the claim on chain" },
	claim_final: { status: 409, retry: false, title: "The claim is over: the holder has to sign a new one" },
	dialect_lacks: { status: 422, retry: false, title: "Tokens of this dialect do not tell what this needs" },
	paused: { status: 503, retry: true, title: "The operator has stopped this for now" },
	rpc_unavailable: { status: 503, retry: true, title: "No node of the chain answers" },
	store_unavailable: { status: 503, retry: true, title: "The table does not answer" },
	internal: { status: 500, retry: true, title: "Something failed on our side" },
} as const satisfies Record<string, { status: number; retry: boolean; title: string }>;

export type FaultCode = keyof typeof faults;

/** An expected failure: a code of the table, and facts that may be shown to the caller. */
export class Fault extends Error {
	readonly code: FaultCode;
	readonly facts: Record<string, string | number>;
	constructor(code: FaultCode, detail?: string, facts: Record<string, string | number> = {}) {
		super(detail ?? faults[code].title);
		this.name = "Fault";
		this.code = code;
		this.facts = facts;
	}
}
