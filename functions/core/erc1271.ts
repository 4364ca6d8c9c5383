import { contract } from "./contract.ts";
import type { Address, Hex } from "./hex.ts";
import type { Call, CallResult } from "./ports/chain.ts";

const erc1271 = contract([
	{
		type: "function",
		name: "isValidSignature",
		inputs: [
			{ name: "hash", type: "bytes32" },
			{ name: "signature", type: "bytes" },
		],
		outputs: [{ name: "magicValue", type: "bytes4" }],
		stateMutability: "view",
	},
] as const);

/** Asks a contract whether a signature over the digest is its own. */
export const ownSignatureCall = (account: Address, digest: Hex, signature: Hex): Call => ({
	to: account,
	data: erc1271.encode("isValidSignature", [digest, signature]),
});

/** Whether the contract said yes. */
export const isOwnSignature = (result: CallResult | undefined): boolean =>
	result?.ok === true &&
	result.returned.length === 66 &&
	result.returned.slice(0, 10) === erc1271.selector("isValidSignature");
