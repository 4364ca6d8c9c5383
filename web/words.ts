import { dateTime } from "./format.ts";
import { Refusal, Unreachable } from "./service.ts";
import { WalletError } from "./wallet-error.ts";
import type { Code } from "./wire-types.ts";

/** What each refusal means for the person who reads it, and what they can do. */
export const words: Readonly<Record<Code, string>> = {
	malformed_json: "The service could not read what this page sent. Reload the page and try again.",
	malformed_request:
		"The service could not read this. Look whether the address is right, or reload the page and try again.",
	body_too_large: "What the wallet signed is larger than the service accepts.",
	unknown_route: "The service does not know this request. Reload the page: it may be out of date.",
	unknown_token: "This service has no token of that name.",
	unknown_claim: "The service knows no such claim.",
	unknown_lane: "This service has no such lane.",
	token_not_supported: "The operator is still looking into how this token works. Come back in a minute.",
	claim_final: "This claim is over. What is still due takes a new signature.",
	dialect_lacks: "This token does not know how to do that.",
	no_offering: "This token has no offering here.",
	wrong_chain: "The signature is for another network than the token's. Switch your wallet's network and sign again.",
	wrong_target: "What was signed is addressed to another contract. Reload the page and sign again.",
	wrong_selector: "What was signed is not a claim. Reload the page and sign again.",
	wrong_calldata_length: "What was signed is not exactly a claim. Reload the page and sign again.",
	too_many_snapshots: "That is more snapshots than one claim can hold. Claim again for the rest.",
	duplicate_snapshot: "A snapshot was named twice. Reload the page and sign again.",
	value_not_zero: "A claim sends no ETH along. Reload the page and sign again.",
	gas_too_low: "The gas in what was signed does not suffice any more. Reload the page and sign again.",
	gas_above_cap: "The claim would take more gas than the operator allows.",
	too_much_gas: "The claim would take more gas than one transaction can. Look again and sign what is offered then.",
	deadline_passed: "The signature has expired. Sign again; it takes one moment.",
	deadline_too_soon: "The signature expires too soon to be relayed. Sign again; it takes one moment.",
	deadline_too_far: "The signature would be valid for longer than the operator accepts.",
	bad_signature:
		"The wallet's signature can't be read. If it is a contract account, claim on the contract-account route.",
	wrong_signer: "Another account has signed. Choose the holder's account in your wallet and sign again.",
	contract_account: "This is a contract account. It claims by its own signature rule, or needs a recipient to be set.",
	nonce_used: "Something newer was signed for this account in the meantime. Look again and sign what is due now.",
	nonce_ahead: "An earlier request of this account has to arrive first. Wait a moment and sign again.",
	claim_in_progress: "A claim of this account is already on its way. It is shown as soon as we have found it.",
	nothing_due: "Nothing is due to this account for these snapshots: it may have been claimed already.",
	route_not_available: "This token can't be claimed in that way here.",
	not_worth_gas:
		"What is due is worth less than the gas it would take. It stays yours: come back when there is more, or when gas is cheaper.",
	quota_exceeded: "This account has used its claims for today.",
	budget_exhausted: "The operator's gas budget for today is used up. Nothing is lost: claim again later.",
	foreign_delegation: "This account is delegated to another contract (EIP-7702). That is never replaced from here.",
	bad_authorization: "The authorization is not the account's next one for this delegate. Sign a fresh one.",
	unknown_mandate: "There is no such standing order.",
	mandate_revoked: "This standing order was taken back. Sign a new one to switch it on again.",
	not_a_holder: "This account holds none of the token, and nothing is due to it.",
	paused: "The operator has paused claims for now. Nothing is lost: what is due stays due until it expires.",
	signed_ahead: "The wallet's clock is ahead of the service's. Set this device's time and sign again.",
	opt_out_superseded: "Something newer was signed about being paid without asking. Reload the page and sign again.",
	claim_reverted: "The token refused the claim on chain. Nothing was paid; look again at what is due.",
	rpc_unavailable: "The service can't reach the chain right now. It will again; try in a minute.",
	store_unavailable: "The service can't reach its records right now. Try again in a minute.",
	internal: "Something failed on the service's side. Try again; what was accepted is not lost.",
};

/** What is worth knowing of a refusal beyond its code. */
function facts({ facts: { retryAtSec } }: Refusal): string {
	return typeof retryAtSec === "number" ? ` It goes on ${dateTime(retryAtSec)}.` : "";
}

/** Words for whatever went wrong. */
export function wordsFor(error: unknown): string {
	if (error instanceof Refusal) return (words[error.code] ?? error.message) + facts(error);
	if (error instanceof Unreachable)
		return "The service can't be reached. Check your connection; this page goes on by itself.";
	if (error instanceof WalletError) return error.message;
	return "Something went wrong on this page. Reload it and try again.";
}

/** What an accepted claim waits for. */
export const waits = {
	gas_price: "Gas is dear right now; it goes out as soon as the price falls.",
	lane_full: "Many claims are under way; yours is in the queue.",
	paused: "The operator has paused claims; yours goes out when they go on.",
	lane_funds: "The operator's account has to be topped up; your claim waits for it.",
} as const;

/** Why this route. */
export const accountWords = {
	plain: "a plain account",
	delegated: "a plain account with an EIP-7702 delegation",
	contract: "a contract account",
} as const;
