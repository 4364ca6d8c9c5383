import type { Mandate } from "./wire-types.ts";

const field = (type: string, name: string) => ({ type, name });

/** What takes a mandate back, ready for `eth_signTypedData_v4`: as functions/core/typed-data.ts has it, without its library. */
export const revocationOf = ({ delegate, chainId, mandate }: Pick<Mandate, "delegate" | "chainId" | "mandate">) => ({
	domain: { name: "ClaimMandate", version: "1", chainId, verifyingContract: delegate },
	types: {
		EIP712Domain: [
			field("string", "name"),
			field("string", "version"),
			field("uint256", "chainId"),
			field("address", "verifyingContract"),
		],
		Revocation: [field("address", "account"), field("uint256", "nonce")],
	},
	primaryType: "Revocation",
	message: { account: mandate.account, nonce: mandate.nonce },
});
