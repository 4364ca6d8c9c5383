import type { HDNodeWallet, TypedDataField } from "ethers";
import { get } from "../../infra/local/holder.ts";

interface Quote {
	typedData: { domain: { chainId: number }; types: Record<string, TypedDataField[]>; message: Record<string, string> };
	authorization: { address: string; nonce: number; chainId: number };
}

/** What a holder does once over HTTP: signs the mandate, and the EIP-7702 authorization that it asks for. Gives the mandate's id. */
export async function giveMandate(url: string, token: string, holder: HDNodeWallet): Promise<string> {
	const { typedData, authorization } = await get<Quote>(`${url}/v1/tokens/${token}/holders/${holder.address}/mandate`);
	const { EIP712Domain: _domain, ...types } = typedData.types;
	const reply = await fetch(`${url}/v1/mandates`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({
			token,
			chainId: typedData.domain.chainId,
			mandate: typedData.message,
			signature: await holder.signTypedData(typedData.domain, types, typedData.message),
			authorization: { ...authorization, signature: holder.authorizeSync(authorization).signature.serialized },
		}),
	});
	const body = (await reply.json()) as { id: string };
	if (!reply.ok) throw new Error(`POST /v1/mandates: ${reply.status} ${JSON.stringify(body)}`);
	return body.id;
}
