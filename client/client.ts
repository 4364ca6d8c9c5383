import { askAt, passes, pause } from "./ask.ts";
import { RelayError } from "./relay-error.ts";
import { type Authorizer, authorize, type Signer, signTypedData } from "./signer.ts";
import { claimTypedData, mandateTypedData, typedDataFor } from "./typed-data.ts";
import type {
	Claim,
	Inflow,
	KnownToken,
	Mandate,
	MandateQuote,
	Offering,
	OptOut,
	Period,
	Quote,
	Route,
	Snapshot,
	Token,
	TokenStatistics,
} from "./types.ts";

export type { FaultCode } from "../functions/core/fault.ts";
export { type ClientCode, RelayError } from "./relay-error.ts";
export type { Authorizer, EthersSigner, Provider, Signer, ViemSigner } from "./signer.ts";
export type * from "./types.ts";

interface Options {
	/** Where the deployment's API is. */
	url: string;
	fetch?: typeof fetch;
}
interface ClaimOptions {
	token: KnownToken;
	holder: string;
	signer: Signer;
	/** The cheapest that fits the account unless said. */
	route?: Exclude<Route, "mandate">;
}
interface MandateOptions {
	token: KnownToken;
	holder: string;
	/** Signs typed data and the EIP-7702 authorization: an embedded, server or custodial key. */
	signer: Signer & Authorizer;
	/** The ClaimMandate contract, as you know it: the account's code becomes this, so take nobody's word for it. */
	delegate: string;
	/** The latest time at which the mandate may end; two years from now unless said. */
	untilSec?: number;
}
interface OptOutOptions {
	token: KnownToken;
	holder: string;
	signer: Signer;
	/** false: wants to be paid again. */
	optedOut?: boolean;
}
interface Signal {
	signal?: AbortSignal;
}
const FINAL = new Set<Claim["state"]>(["settled", "refused", "failed"]);
const TWO_YEARS_SEC = 2 * 365 * 86_400;

/** Claims from one deployment of imo-relay; whatever fails is a RelayError, but for what a signer throws. */
export function imoRelay({ url, fetch: fetchIt = globalThis.fetch.bind(globalThis) }: Options) {
	const ask = askAt(url, fetchIt);
	const get = async <T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> =>
		(await ask<T>(path, { query })).reply;

	/** All pages of a list, one item after the other. */
	async function* all<T>(path: string, name: string): AsyncGenerator<T, void> {
		let after: string | undefined;
		do {
			const page = await get<Record<string, T[]> & { next?: string }>(path, { limit: "100", after });
			yield* page[name] as T[];
			after = page.next;
		} while (after !== undefined);
	}

	const quote = (tokenId: string, holder: string, route?: Route): Promise<Quote> =>
		get<Quote>(`/v1/tokens/${tokenId}/holders/${holder}`, { route });

	/** A claim each time that it has changed, until it is final. Lost connections and busy services are waited for. */
	async function* follow(claimId: string, { signal }: Signal = {}): AsyncGenerator<Claim, void> {
		let seen: string | undefined;
		while (true) {
			let waitSec = 2;
			try {
				const { reply: claim, retryAfterSec } = await ask<Claim>(`/v1/claims/${claimId}`, { signal });
				const now = JSON.stringify([claim.state, claim.waitsFor, claim.outcome]);
				if (now !== seen) yield claim;
				if (FINAL.has(claim.state)) return;
				[seen, waitSec] = [now, retryAfterSec];
			} catch (error) {
				if (!(error instanceof RelayError) || !passes(error)) throw error;
				waitSec = error.retryAfterSec ?? waitSec;
			}
			await pause(waitSec, signal);
		}
	}

	return {
		tokens: async (): Promise<Token[]> => (await get<{ tokens: Token[] }>("/v1/tokens")).tokens,
		token: (tokenId: string) => get<TokenStatistics>(`/v1/tokens/${tokenId}`),
		snapshots: (tokenId: string) => all<Snapshot>(`/v1/tokens/${tokenId}/snapshots`, "snapshots"),
		inflows: (tokenId: string) => all<Inflow>(`/v1/tokens/${tokenId}/inflows`, "inflows"),
		/** Revenue and payouts by snapshot, newest first; it begins with what is in no snapshot yet. */
		periods: (tokenId: string) => all<Period>(`/v1/tokens/${tokenId}/revenue`, "periods"),
		/** The token's offering, and what is the buyer's of it. Throws `no_offering` where there is none. */
		offering: (tokenId: string, buyer?: string) => get<Offering>(`/v1/tokens/${tokenId}/offering`, { buyer }),
		quote,
		/** What is due, signed once and posted. Throws the code of why nothing can be claimed, such as `nothing_due`. */
		claim: async ({ token, holder, signer, route: wanted }: ClaimOptions): Promise<Claim> => {
			const { typedData, code, openClaimId, route: quoted } = await quote(token.id, holder, wanted);
			const route = wanted ?? quoted;
			if (openClaimId)
				throw new RelayError("claim_in_progress", "a claim is under way", { facts: { claimId: openClaimId } });
			if (!typedData || !route)
				throw new RelayError(code ?? "nothing_due", `nothing to sign: ${code ?? "nothing_due"}`);
			const data = claimTypedData(typedData, route, token, holder);
			const signature = await signTypedData(signer, holder, data);
			const signed = { [data.primaryType === "ForwardRequest" ? "request" : "consent"]: data.message };
			const body = { token: token.id, chainId: token.chainId, route, ...signed, signature };
			return (await ask<Claim>("/v1/claims", { method: "POST", body })).reply;
		},
		showClaim: (claimId: string) => get<Claim>(`/v1/claims/${claimId}`),
		follow,
		/** The claim at its end: `settled`, or, with a code, `refused` or `failed`. */
		finished: async (claimId: string, options: Signal = {}): Promise<Claim> => {
			let last: Claim | undefined;
			for await (const claim of follow(claimId, options)) last = claim;
			return last as Claim;
		},
		/** A holder's claims, newest first. */
		claims: (holder: string) => all<Claim>(`/v1/holders/${holder}/claims`, "claims"),
		/** Signed once: from then on each snapshot is claimed for the holder. */
		giveMandate: async ({ token, holder, signer, delegate, untilSec }: MandateOptions): Promise<Mandate> => {
			const quoted = await get<MandateQuote>(`/v1/tokens/${token.id}/holders/${holder}/mandate`);
			const latestSec = untilSec ?? Math.floor(Date.now() / 1000) + TWO_YEARS_SEC;
			const data = mandateTypedData(quoted.typedData, token, holder, { delegate, untilSec: latestSec });
			const { chainId } = token;
			const authorization =
				quoted.authorization &&
				(await authorize(signer, { chainId, address: delegate, nonce: quoted.authorization.nonce }));
			const signature = await signTypedData(signer, holder, data);
			const body = {
				token: token.id,
				chainId,
				mandate: data.message,
				signature,
				...(authorization ? { authorization } : {}),
			};
			return (await ask<Mandate>("/v1/mandates", { method: "POST", body })).reply;
		},
		/** Stops that. The same signature also revokes it on chain: ClaimMandate.revokeBySignature. */
		revokeMandate: async ({ id, holder, chainId, delegate, mandate }: Mandate, signer: Signer): Promise<Mandate> => {
			const domain = { name: "ClaimMandate", version: "1", chainId, verifyingContract: delegate };
			const message = { account: holder, nonce: mandate.nonce };
			const given = { domain, primaryType: "Revocation", message };
			const data = typedDataFor(given, "Revocation", { chainId, verifyingContract: delegate });
			const body = { signature: await signTypedData(signer, holder, data) };
			return (await ask<Mandate>(`/v1/mandates/${id}`, { method: "DELETE", body })).reply;
		},
		/** Where a token pays everybody without asking: the holder does not want that, or wants it again. The newest word counts. */
		optOut: async ({ token, holder, signer, optedOut = true }: OptOutOptions): Promise<OptOut> => {
			const { chainId, address } = token;
			const domain = { name: "imo-relay payout", version: "1", chainId, verifyingContract: address };
			const signedAt = String(Math.floor(Date.now() / 1000));
			const message = { account: holder, token: address, optedOut, signedAt };
			const given = { domain, primaryType: "OptOut", message };
			const data = typedDataFor(given, "OptOut", { chainId, verifyingContract: address });
			const body = {
				token: token.id,
				chainId,
				optOut: data.message,
				signature: await signTypedData(signer, holder, data),
			};
			return (await ask<OptOut>("/v1/opt-outs", { method: "POST", body })).reply;
		},
		/** A holder's mandates, newest first. */
		mandates: (holder: string) => all<Mandate>(`/v1/holders/${holder}/mandates`, "mandates"),
	};
}
export type ImoRelay = ReturnType<typeof imoRelay>;
