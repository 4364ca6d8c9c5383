import { solidityPackedKeccak256 } from "ethers";
import type { Address, Hex } from "./hex.ts";
import type { Authorization } from "./transaction.ts";
import type { Mandate } from "./typed-data.ts";

/** A standing order as it is kept: from when it was given until it expires or is revoked. */
export interface StoredMandate {
	/** The EIP-712 digest that the holder signed. */
	id: Hex;
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

/** `standing`: each snapshot is claimed under it · `expired`: its time is over · `revoked`: by its holder. The last two are final. */
export const MANDATE_STATES = ["standing", "expired", "revoked"] as const;
export type MandateState = (typeof MANDATE_STATES)[number];

export function mandateState({ revokedAtMs, mandate }: StoredMandate, nowSec: number): MandateState {
	if (revokedAtMs !== undefined) return "revoked";
	return BigInt(nowSec) < mandate.expirySec ? "standing" : "expired";
}
export const isStanding = (mandate: StoredMandate, nowSec: number): boolean =>
	mandateState(mandate, nowSec) === "standing";

/** The id of the claim of these snapshots under a mandate: the same whoever asks for it, and however often. */
export const mandateClaimId = (mandateId: Hex, snapshotIds: readonly bigint[]): Hex =>
	solidityPackedKeccak256(
		["bytes32", "uint256[]"],
		[mandateId, snapshotIds.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))],
	) as Hex;
