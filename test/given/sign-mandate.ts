import type { Wallet } from "ethers";
import { ANVIL_CHAIN_ID } from "../../infra/local/anvil.ts";

const FIELDS = ["address account", "address token", "uint256 nonce", "uint256 expiry"].map((each) => {
	const [type = "", name = ""] = each.split(" ");
	return { type, name };
});

/** By hand, without the service: what the contract takes. */
export const signMandate = (
	account: Wallet,
	delegate: string,
	mandate: { account: string; token: string; nonce: bigint; expiry: bigint },
): Promise<string> =>
	account.signTypedData(
		{ name: "ClaimMandate", version: "1", chainId: ANVIL_CHAIN_ID, verifyingContract: delegate },
		{ Mandate: FIELDS },
		mandate,
	);
