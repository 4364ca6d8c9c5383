import { RelayError } from "./relay-error.ts";
import type { Hex, KnownToken, Route } from "./types.ts";

interface Field {
	name: string;
	type: string;
}
/** What is signed, as `eth_signTypedData_v4` takes it. */
export interface TypedData {
	domain: { name: string; version: string; chainId: number; verifyingContract: Hex };
	types: Record<string, Field[]>;
	primaryType: string;
	message: Record<string, string | string[] | boolean>;
}

const fields = (text: string): Field[] =>
	text.split(", ").map((one) => {
		const [type = "", name = ""] = one.split(" ");
		return { name, type };
	});
const DOMAIN = fields("string name, string version, uint256 chainId, address verifyingContract");
const MESSAGES = {
	ClaimConsent: fields("address token, address account, uint256[] ids, uint256 nonce, uint256 deadline"),
	ForwardRequest: fields(
		"address from, address to, uint256 value, uint256 gas, uint256 nonce, uint48 deadline, bytes data",
	),
	Mandate: fields("address account, address token, uint256 nonce, uint256 expiry"),
	Revocation: fields("address account, uint256 nonce"),
	OptOut: fields("address account, address token, bool optedOut, uint256 signedAt"),
};
/** claim(uint256), and claimBatch(uint256[]) with its one offset. */
const CALLS = /^0x(379607f5[0-9a-f]{64}|62abebce0{62}20[0-9a-f]{64}([0-9a-f]{64})+)$/i;

const same = (a: unknown, b: string): boolean => typeof a === "string" && a.toLowerCase() === b.toLowerCase();
function wants(holds: boolean, what: string): void {
	if (!holds) throw new RelayError("unexpected_typed_data", `not signed: ${what} is not what was asked for`);
}

/** The message in the types that it must have, under the domain that it must have; throws `unexpected_typed_data`. */
export function typedDataFor(
	given: object | undefined,
	primaryType: keyof typeof MESSAGES,
	{ chainId, verifyingContract }: { chainId: number; verifyingContract: string },
): TypedData {
	const { domain, message, primaryType: named } = (given ?? {}) as Partial<TypedData>;
	const types = MESSAGES[primaryType];
	wants(named === primaryType, "its primary type");
	wants(domain?.chainId === chainId, "its chain");
	wants(same(domain?.verifyingContract, verifyingContract), "its verifying contract");
	const { name, version } = domain as TypedData["domain"];
	wants(typeof name === "string" && typeof version === "string", "its domain");
	wants(typeof message === "object" && message !== null, "its message");
	const keys = Object.keys(message as object);
	wants(keys.length === types.length && types.every((one) => keys.includes(one.name)), "its message");
	// Made anew from what we know: nothing else of what was given can be signed.
	return {
		domain: { name, version, chainId, verifyingContract: verifyingContract as Hex },
		types: { EIP712Domain: DOMAIN, [primaryType]: types },
		primaryType,
		message: Object.fromEntries(types.map((one) => [one.name, message?.[one.name] as string | string[] | boolean])),
	};
}

/** A claim of this token for this holder and nothing else. */
export function claimTypedData(given: object | undefined, route: Route, token: KnownToken, holder: string): TypedData {
	const { address, chainId, forwarder } = token;
	if (route === "forwarder") {
		wants(forwarder !== undefined, "a forward request, without a forwarder that you named,");
		const data = typedDataFor(given, "ForwardRequest", { chainId, verifyingContract: forwarder?.address ?? "" });
		const { from, to, value, data: call } = data.message;
		wants(same(from, holder), "the account");
		wants(same(to, address), "the contract that is called");
		wants(value === "0", "the value that is sent along");
		wants(typeof call === "string" && CALLS.test(call), "the function that is called");
		return data;
	}
	const data = typedDataFor(given, "ClaimConsent", { chainId, verifyingContract: address });
	wants(same(data.message.account, holder), "the account");
	wants(same(data.message.token, address), "the token");
	return data;
}

/** A mandate for this token and holder, to this delegate, that ends by then. */
export function mandateTypedData(
	given: object | undefined,
	{ address, chainId }: KnownToken,
	holder: string,
	{ delegate, untilSec }: { delegate: string; untilSec: number },
): TypedData {
	const data = typedDataFor(given, "Mandate", { chainId, verifyingContract: delegate });
	const { account, token, expiry } = data.message;
	wants(same(account, holder), "the account");
	wants(same(token, address), "the token");
	wants(Number(expiry) <= untilSec, "the time that it stands");
	return data;
}
