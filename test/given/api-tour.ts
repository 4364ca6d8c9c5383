import type { HDNodeWallet } from "ethers";
import { mandateDomain, signableRevocation, typedDataOf } from "../../functions/core/typed-data.ts";
import type { Example, Examples } from "../../infra/openapi/document.ts";
import type { ServedWorld } from "./served-world.ts";
import { TOKEN_ID } from "./world.ts";

interface Signable {
	domain: { chainId: number };
	types: Record<string, { name: string; type: string }[]>;
	message: Record<string, unknown>;
}
const sign = (holder: HDNodeWallet, { domain, types, message }: Signable): Promise<string> => {
	const { EIP712Domain: _domain, ...rest } = types;
	return holder.signTypedData(domain, rest, message);
};

/** Goes through every operation of the running API as its users do, and gives what was asked and answered. */
export async function apiTour(world: ServedWorld): Promise<Examples> {
	const examples: Examples = {};
	/** One request, kept as the example NAME of the operation. */
	async function ask<T>(operation: string, name: string, given: Omit<Example, "reply"> = {}): Promise<T> {
		const [method = "", template = ""] = operation.split(" ");
		const path = template.replace(/\{(\w+)\}/g, (_, key: string) => given.path?.[key] ?? "");
		const response = await fetch(`${world.url}${path}?${new URLSearchParams(given.query)}`, {
			method,
			...(given.body ? { body: JSON.stringify(given.body), headers: { "content-type": "application/json" } } : {}),
		});
		const reply = await response.json();
		if (!response.ok) throw new Error(`${operation} ${name}: ${response.status} ${JSON.stringify(reply)}`);
		examples[operation] = { ...examples[operation], [name]: { ...given, reply } };
		return reply as T;
	}
	const [first, second, third] = world.holders as [HDNodeWallet, HDNodeWallet, HDNodeWallet];
	const token = { token: TOKEN_ID };

	await ask("GET /v1/health", "up");
	await ask("GET /v1/tokens", "one");
	for (let n = 0; n < 2; n++) await world.earnAndSnapshot(10n ** 18n);

	const at = (holder: HDNodeWallet) => ({ path: { ...token, address: holder.address } });
	const quoting = "GET /v1/tokens/{token}/holders/{address}";
	const claims: string[] = [];
	for (const [holder, route, key] of [
		[first, "on-behalf", "consent"],
		[second, "forwarder", "request"],
	] as const) {
		const quote = await ask<{ typedData: Signable }>(quoting, route, { ...at(holder), query: { route } });
		const { domain, message } = quote.typedData;
		const body = {
			...token,
			chainId: domain.chainId,
			route,
			[key]: message,
			signature: await sign(holder, quote.typedData),
		};
		const { id } = await ask<{ id: string }>("POST /v1/claims", route, { body });
		claims.push(id);
	}
	const path = { id: claims[0] as string };
	await ask("GET /v1/claims/{id}", "accepted", { path });
	await ask(quoting, "under-way", at(first));
	for (let n = 0; n < 4; n++) await world.turn();
	await ask("GET /v1/claims/{id}", "settled", { path });
	await ask(quoting, "nothing-due", at(first));

	const quotingMandate = "GET /v1/tokens/{token}/holders/{address}/mandate";
	const quote = await ask<{
		typedData: Signable;
		delegate: `0x${string}`;
		authorization: { address: string; nonce: number; chainId: number };
	}>(quotingMandate, "first", at(third));
	const { signature } = third.authorizeSync(quote.authorization);
	const { chainId } = quote.typedData.domain;
	const mandate = {
		...token,
		chainId,
		mandate: quote.typedData.message,
		signature: await sign(third, quote.typedData),
	};
	const authorized = { ...mandate, authorization: { ...quote.authorization, signature: signature.serialized } };
	const { id } = await ask<{ id: string }>("POST /v1/mandates", "signature", { body: authorized });
	const { r, s, yParity } = signature;
	const parts = { ...quote.authorization, r, s, yParity };
	await ask("POST /v1/mandates", "r-s-yParity", { body: { ...mandate, authorization: parts } });
	for (let n = 0; n < 4; n++) await world.turn();
	const delegated = await ask<{ authorization?: object }>(quotingMandate, "delegated", at(third));
	if (delegated.authorization) throw new Error("the mandate has not been carried out");
	const { account, nonce } = quote.typedData.message as { account: `0x${string}`; nonce: string };
	const terms = { account, token: account, nonce: BigInt(nonce), expirySec: 0n };
	const revocation = typedDataOf(signableRevocation(mandateDomain(quote.delegate, chainId), terms));
	await ask("DELETE /v1/mandates/{id}", "revoked", {
		path: { id },
		body: { signature: await sign(third, revocation) },
	});
	await ask("GET /v1/holders/{address}/mandates", "all", { path: { address: third.address } });

	const quotingOptOut = "GET /v1/tokens/{token}/holders/{address}/opt-out";
	for (const name of ["out", "in-again"]) {
		const { typedData } = await ask<{ typedData: Signable }>(quotingOptOut, name, at(first));
		const body = { ...token, chainId, optOut: typedData.message, signature: await sign(first, typedData) };
		await ask("POST /v1/opt-outs", name, { body });
	}

	await ask("GET /v1/holders/{address}/claims", "all", { path: { address: first.address } });
	await ask("GET /v1/tokens/{token}", "now", { path: token });
	await ask("GET /v1/tokens/{token}/offering", "buyer", { path: token, query: { buyer: first.address } });
	for (const list of ["snapshots", "revenue", "inflows"]) {
		const operation = `GET /v1/tokens/{token}/${list}`;
		const { next } = await ask<{ next: string }>(operation, "first-page", { path: token, query: { limit: "1" } });
		await ask(operation, "next-page", { path: token, query: { limit: "1", after: next } });
	}
	return examples;
}

/** What a reply is made of, whatever its values: keys, and of each leaf its kind. */
export function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))].sort();
	if (typeof value === "object" && value !== null)
		return Object.fromEntries(
			Object.entries(value)
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([key, one]) => [key, shapeOf(one)]),
		);
	if (typeof value !== "string") return typeof value;
	if (/^0x[0-9a-fA-F]*$/.test(value)) return `hex of ${value.length > 132 ? "any" : value.length - 2}`;
	return /^\d+$/.test(value) ? "decimal" : "text";
}
