import { solidityPackedKeccak256 } from "ethers";
import { ascending } from "./ascending.ts";
import type { Claim } from "./claim.ts";
import type { Address, Hex } from "./hex.ts";
import type { Authorization } from "./transaction.ts";
import { digestOf, type Mandate, mandateDomain, signableMandate } from "./typed-data.ts";

/** A standing order as it is kept: from when it was given until it expires or is revoked. */
export interface StoredMandate {
	/** The EIP-712 digest that the holder signed. */
	id: Hex;
	/** 1, and one more for each time that it was given again with a fresh authorization, or revoked. */
	version: number;
	tokenId: string;
	chainId: number;
	holder: Address;
	delegate: Address;
	mandate: Mandate;
	signature: Hex;
	/** Delegates the holder's account, unless it is already. */
	authorization?: Authorization;
	createdAtMs: number;
	revokedAtMs?: number;
}

/**
 * `standing`: each snapshot is claimed under it · `needs_authorization`: nothing is, until it is given again with a fresh
 * authorization · `expired`: its time is over · `revoked`: by its holder. The last two are final.
 */
export const MANDATE_STATES = ["standing", "needs_authorization", "expired", "revoked"] as const;
export type MandateState = (typeof MANDATE_STATES)[number];

/** What the chain says of a mandate's account: its code, and the nonce that its next authorization has to name. */
export interface AccountNow {
	code: Hex;
	nonce: number;
}

/** The state, as far as it is known without `account`. */
export function mandateState(stored: StoredMandate, nowSec: number, account?: AccountNow): MandateState {
	if (stored.revokedAtMs !== undefined) return "revoked";
	if (BigInt(nowSec) >= stored.mandate.expirySec) return "expired";
	return account && needsAuthorization(stored, account) ? "needs_authorization" : "standing";
}
export const isStanding = (mandate: StoredMandate, nowSec: number): boolean =>
	mandateState(mandate, nowSec) === "standing";

/** Whether the account delegates to nobody and the authorization that was kept, if any, is no longer its next one: the chain would pass over it. */
export const needsAuthorization = ({ authorization }: StoredMandate, { code, nonce }: AccountNow): boolean =>
	code === "0x" && authorization?.nonce !== nonce;

/** The mandate under which a claim was made; undefined: it was made under none. */
export const mandateIdOf = (claim: Claim): Hex | undefined =>
	claim.route === "mandate"
		? digestOf(signableMandate(mandateDomain(claim.delegate, claim.chainId), claim.mandate))
		: undefined;

/**
 * The id of the claim of these snapshots under a mandate, at the nth try: the same whoever asks for it, and however often;
 * another one when the mandate was given again, since what its old authorization could not do is tried with the new one.
 */
export const mandateClaimId = (
	{ id, version }: Pick<StoredMandate, "id" | "version">,
	snapshotIds: readonly bigint[],
	nth: number,
): Hex =>
	solidityPackedKeccak256(
		["bytes32", "uint256[]", "uint256", "uint256"],
		[id, snapshotIds.toSorted(ascending), version, nth],
	) as Hex;
