import { recoverAddress, Signature, TypedDataEncoder, type TypedDataField } from "ethers";
import { type Address, type Hex, toAddress } from "./hex.ts";

/** OpenZeppelin ERC2771Forwarder's request; `nonce` is signed but not sent, the forwarder knows it. */
export interface ForwardRequest {
	from: Address;
	to: Address;
	value: bigint;
	gas: bigint;
	nonce: bigint;
	/** Unix seconds, uint48. */
	deadlineSec: bigint;
	data: Hex;
}
/** RevenueShareToken's consent to be paid, for `claimWithConsent` and on-behalf claims; `nonce` is the token's for the account. */
export interface ClaimConsent {
	token: Address;
	account: Address;
	ids: bigint[];
	nonce: bigint;
	deadlineSec: bigint;
}
/** ClaimMandate's standing order: whoever shows it may claim the token's revenue for the account, until it expires. */
export interface Mandate {
	account: Address;
	token: Address;
	/** Names it, so that it can be revoked. */
	nonce: bigint;
	expirySec: bigint;
}

/** A holder's word on whether a token pays him unasked; the one that was signed last counts. */
export interface OptOutMessage {
	account: Address;
	token: Address;
	optedOut: boolean;
	signedAtSec: bigint;
}

/** An EIP-712 domain (EIP-5267 fields name, version, chainId, verifyingContract). */
export interface Domain {
	name: string;
	version: string;
	chainId: number;
	verifyingContract: Address;
}
/** A domain, types and message: what is signed. */
export interface Signable {
	domain: Domain;
	primaryType: string;
	fields: readonly TypedDataField[];
	message: Record<string, unknown>;
}

const fields = (text: string): TypedDataField[] =>
	text.split(", ").map((one) => {
		const [type = "", name = ""] = one.split(" ");
		return { type, name };
	});
const FORWARD_REQUEST = fields(
	"address from, address to, uint256 value, uint256 gas, uint256 nonce, uint48 deadline, bytes data",
);
const CLAIM_CONSENT = fields("address token, address account, uint256[] ids, uint256 nonce, uint256 deadline");
const MANDATE = fields("address account, address token, uint256 nonce, uint256 expiry");
const REVOCATION = fields("address account, uint256 nonce");
const OPT_OUT = fields("address account, address token, bool optedOut, uint256 signedAt");
const DOMAIN = fields("string name, string version, uint256 chainId, address verifyingContract");

export const signableRequest = (domain: Domain, { deadlineSec, ...rest }: ForwardRequest): Signable => ({
	domain,
	primaryType: "ForwardRequest",
	fields: FORWARD_REQUEST,
	message: { ...rest, deadline: deadlineSec },
});
export const signableConsent = (domain: Domain, { deadlineSec, ...rest }: ClaimConsent): Signable => ({
	domain,
	primaryType: "ClaimConsent",
	fields: CLAIM_CONSENT,
	message: { ...rest, deadline: deadlineSec },
});
/** The domain that a delegate's mandates are signed under. */
export const mandateDomain = (delegate: Address, chainId: number): Domain => ({
	name: "ClaimMandate",
	version: "1",
	chainId,
	verifyingContract: delegate,
});
export const signableMandate = (domain: Domain, { expirySec, ...rest }: Mandate): Signable => ({
	domain,
	primaryType: "Mandate",
	fields: MANDATE,
	message: { ...rest, expiry: expirySec },
});
/** What takes a mandate back. */
export const signableRevocation = (domain: Domain, { account, nonce }: Mandate): Signable => ({
	domain,
	primaryType: "Revocation",
	fields: REVOCATION,
	message: { account, nonce },
});

/** The domain of what only this service reads: no contract has it. */
export const optOutDomain = (token: Address, chainId: number): Domain => ({
	name: "imo-relay payout",
	version: "1",
	chainId,
	verifyingContract: token,
});
export const signableOptOut = (domain: Domain, { signedAtSec, ...rest }: OptOutMessage): Signable => ({
	domain,
	primaryType: "OptOut",
	fields: OPT_OUT,
	message: { ...rest, signedAt: signedAtSec },
});

/** What a contract calls its domain separator. */
export const domainHash = (domain: Domain): Hex => TypedDataEncoder.hashDomain(domain) as Hex;
/** The EIP-712 digest: what the holder signs. */
export const digestOf = ({ domain, primaryType, fields, message }: Signable): Hex =>
	TypedDataEncoder.hash(domain, { [primaryType]: [...fields] }, message) as Hex;

/** As `eth_signTypedData_v4` takes it: JSON with every integer as a decimal string. */
export const typedDataOf = ({ domain, primaryType, fields, message }: Signable) => ({
	domain,
	types: { EIP712Domain: DOMAIN, [primaryType]: [...fields] },
	primaryType,
	message: JSON.parse(
		JSON.stringify(message, (_key, value) => (typeof value === "bigint" ? value.toString() : value)),
	) as Record<string, unknown>,
});

/** Who signed the digest; undefined when the bytes are no signature, or a malleable (high-s) one. */
export function signerOf(digest: Hex, signature: Hex): Address | undefined {
	try {
		// The contracts take 65 bytes with v as 27 or 28; ethers would also read other forms.
		if (!/^0x[0-9a-f]{128}1[bc]$/i.test(signature)) return undefined;
		const parsed = Signature.from(signature);
		return toAddress(recoverAddress(digest, parsed));
	} catch {
		return undefined;
	}
}
