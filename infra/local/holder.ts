import { type HDNodeWallet, type TypedDataField, Wallet } from "ethers";

/** A claim as the API shows it; amounts are decimal strings. */
export interface ShownClaim {
	id: string;
	state: "accepted" | "relayed" | "mined" | "settled" | "refused" | "failed";
	code?: string;
	holder: string;
	snapshotIds: string[];
	dueWei: string;
	outcome?: { transactionHash: string; gasUsed: string; payments: { asset: string; amount: string }[] };
}
export interface ShownHolder {
	dueWei: string;
	due: { snapshotId: string; amountWei: string }[];
	route?: string;
	openClaimId?: string;
	typedData?: { domain: { chainId: number }; types: Record<string, TypedDataField[]>; message: Record<string, string> };
}

/** GET as JSON; throws what the API answers otherwise. */
export async function get<T>(url: string): Promise<T> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`GET ${new URL(url).pathname}: ${response.status} ${await response.text()}`);
	return (await response.json()) as T;
}

/** Accounts that own shares and never any ETH to pay gas with. */
export const newHolders = (count: number): HDNodeWallet[] => Array.from({ length: count }, () => Wallet.createRandom());

/** What a holder does: look, sign once, post. Gives the claim, or undefined when there is nothing to claim now. */
export async function claimOnce(url: string, tokenId: string, wallet: HDNodeWallet): Promise<ShownClaim | undefined> {
	const { route, typedData } = await get<ShownHolder>(`${url}/v1/tokens/${tokenId}/holders/${wallet.address}`);
	if (!typedData) return undefined;
	const { EIP712Domain: _domain, ...types } = typedData.types;
	const signature = await wallet.signTypedData(typedData.domain, types, typedData.message);
	const { chainId } = typedData.domain;
	const response = await fetch(`${url}/v1/claims`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({
			token: tokenId,
			chainId,
			route,
			[route === "forwarder" ? "request" : "consent"]: typedData.message,
			signature,
		}),
	});
	const body = await response.json();
	if (response.status === 202) return body as ShownClaim;
	throw new Error(`POST /v1/claims: ${response.status} ${JSON.stringify(body)}`);
}
