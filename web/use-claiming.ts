import { useCallback, useState } from "preact/hooks";
import { get, Refusal, send, Unreachable } from "./service.ts";
import type { Connection } from "./use-wallet.ts";
import { signTypedData } from "./wallet.ts";
import { WalletError } from "./wallet-error.ts";
import type { Claim, Holder, Token } from "./wire-types.ts";

type Step = "idle" | "signing" | "sending";
export interface Claiming {
	step: Step;
	/** The claim that was accepted. */
	claimId?: string;
	error?: unknown;
	/** Signed, but it has not reached the service: it can be sent again as it is. */
	isUnsent: boolean;
	/** Asks the wallet for one signature and hands it in. */
	claim(): Promise<void>;
	/** Hands in a signature that was made elsewhere. */
	handIn(quote: Holder, signature: string): Promise<void>;
	sendAgain(): Promise<void>;
	/** Back to the beginning. */
	clear(): void;
}
interface State {
	step: Step;
	claimId?: string;
	error?: unknown;
	unsent?: object;
}
/** A signature that was given is not asked for again because of a dropped connection. */
const TRIES = 4;

/** One claim of a holder, from the signature to the moment it is accepted. */
export function useClaiming(token: Token, holder: string, { wallet, account }: Connection): Claiming {
	const [state, setState] = useState<State>({ step: "idle" });
	const post = useCallback(async (body: object): Promise<void> => {
		setState({ step: "sending" });
		for (let attempt = 1; ; attempt++)
			try {
				const { id } = await send<Claim>("POST", "/v1/claims", body);
				setState({ step: "idle", claimId: id });
				return;
			} catch (error) {
				const underWay =
					error instanceof Refusal && error.code === "claim_in_progress" ? error.facts.claimId : undefined;
				if (typeof underWay === "string") return setState({ step: "idle", claimId: underWay });
				const isLost =
					error instanceof Unreachable || (error instanceof Refusal && error.code.endsWith("_unavailable"));
				if (isLost && attempt < TRIES) await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
				else return setState({ step: "idle", error, ...(isLost ? { unsent: body } : {}) });
			}
	}, []);
	const handIn = useCallback(
		(quote: Holder, signature: string): Promise<void> => post(bodyOf(token, quote, signature)),
		[token, post],
	);
	const claim = useCallback(async (): Promise<void> => {
		if (!wallet || !account) return;
		setState({ step: "signing" });
		try {
			// What is due now, with the nonce of now.
			const quote = await get<Holder>(`/v1/tokens/${token.id}/holders/${holder}`);
			if (quote.openClaimId) return setState({ step: "idle", claimId: quote.openClaimId });
			if (!quote.typedData) throw new WalletError("There is nothing to sign any more: look again at what is due.");
			await handIn(quote, await signTypedData(wallet.provider, account, quote.typedData));
		} catch (error) {
			setState({ step: "idle", error });
		}
	}, [token, holder, wallet, account, handIn]);
	const { unsent } = state;
	const sendAgain = useCallback(async () => {
		if (unsent) await post(unsent);
	}, [unsent, post]);
	const clear = useCallback(() => setState({ step: "idle" }), []);
	const { step, claimId, error } = state;
	return {
		step,
		...(claimId === undefined ? {} : { claimId }),
		...(error === undefined ? {} : { error }),
		isUnsent: unsent !== undefined,
		claim,
		handIn,
		sendAgain,
		clear,
	};
}

/** What POST /v1/claims takes: the quote's own message, as it was signed. */
export function bodyOf(token: Pick<Token, "id" | "chainId">, { route, typedData }: Holder, signature: string): object {
	const { message } = typedData as { message: object };
	return {
		token: token.id,
		chainId: token.chainId,
		route,
		[route === "forwarder" ? "request" : "consent"]: message,
		signature,
	};
}
