import type { Claim, ClaimOn } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import { claimCall } from "../../functions/core/judge-request.ts";
import type { StoredMandate } from "../../functions/core/mandate.ts";
import type { Limits } from "../../functions/core/stage.ts";
import type { Authorization } from "../../functions/core/transaction.ts";
import type { ClaimConsent, Domain, ForwardRequest, Mandate } from "../../functions/core/typed-data.ts";

/** A 32-byte word that ends in `n`: ids and hashes that differ. */
export const word = (n: number | bigint): Hex => `0x${n.toString(16).padStart(64, "0")}`;

export const HOLDER: Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
export const OTHER_HOLDER: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
export const TOKEN: Address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
export const FORWARDER: Address = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";
export const LANE: Address = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
export const NOW_SEC = 1_800_000_000;

export const domain: Domain = { name: "Forwarder", version: "1", chainId: 31337, verifyingContract: FORWARDER };
export const limits: Limits = {
	snapshotsPerClaim: 20,
	requestGasCap: 4_000_000n,
	deadlineMinSec: 60,
	deadlineMaxSec: 86_400,
	claimsPerHolderPerDay: 10,
	mandateMaxSec: 63_072_000,
};

export const aRequest = (given: Partial<ForwardRequest> = {}): ForwardRequest => ({
	from: HOLDER,
	to: TOKEN,
	value: 0n,
	gas: 140_000n,
	nonce: 0n,
	deadlineSec: BigInt(NOW_SEC + 3_600),
	data: claimCall([1n]),
	...given,
});

export const aConsent = (given: Partial<ClaimConsent> = {}): ClaimConsent => ({
	token: TOKEN,
	account: HOLDER,
	ids: [1n],
	nonce: 0n,
	deadlineSec: BigInt(NOW_SEC + 3_600),
	...given,
});

export const aClaim = (given: Partial<ClaimOn<"forwarder">> = {}): ClaimOn<"forwarder"> => ({
	id: word(1),
	version: 1,
	state: "accepted",
	tokenId: "model",
	chainId: 31337,
	route: "forwarder",
	holder: HOLDER,
	forwarder: FORWARDER,
	token: TOKEN,
	snapshotIds: [1n],
	request: aRequest(),
	signature: `0x${"1b".repeat(65)}`,
	dueWei: 10n ** 18n,
	dueAssets: [],
	bookedWei: 59_000n * 10n ** 9n,
	lane: "lane-1",
	acceptedAtMs: NOW_SEC * 1000,
	acceptedAtBlock: 100,
	changedAtMs: NOW_SEC * 1000,
	...given,
});

/** The same claim, on another route. */
export const onRoute = (route: "on-behalf" | "contract-account", given: Partial<Claim> = {}): Claim => {
	const { request: _request, forwarder: _forwarder, route: _route, ...rest } = aClaim();
	return { ...rest, route, consent: aConsent(), ...given } as Claim;
};
export const aMandate = (given: Partial<Mandate> = {}): Mandate => ({
	account: HOLDER,
	token: TOKEN,
	nonce: 7n,
	expirySec: BigInt(NOW_SEC + 86_400),
	...given,
});
export const anAuthorization = (given: Partial<Authorization> = {}): Authorization => ({
	chainId: 31337,
	delegate: DELEGATE,
	nonce: 0,
	signature: `0x${"1c".repeat(65)}`,
	...given,
});
export const DELEGATE: Address = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
export const underMandate = (given: Partial<ClaimOn<"mandate">> = {}): ClaimOn<"mandate"> => {
	const { request: _request, forwarder: _forwarder, route: _route, ...rest } = aClaim();
	return { ...rest, route: "mandate", delegate: DELEGATE, mandate: aMandate(), ...given } as ClaimOn<"mandate">;
};

/** A mandate as it is kept. */
export const aStoredMandate = (given: Partial<StoredMandate> = {}): StoredMandate => ({
	id: word(1),
	version: 1,
	tokenId: "model",
	chainId: 31337,
	holder: HOLDER,
	delegate: DELEGATE,
	mandate: aMandate(),
	signature: `0x${"1b".repeat(65)}`,
	createdAtMs: NOW_SEC * 1000,
	...given,
});
