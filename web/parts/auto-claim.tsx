import { useState } from "preact/hooks";
import { short } from "../format.ts";
import { revocationOf } from "../revocation.ts";
import { get, send } from "../service.ts";
import { usePoll } from "../use-poll.ts";
import type { Connection } from "../use-wallet.ts";
import { signTypedData } from "../wallet.ts";
import type { Mandate, MandateQuote, Mandates, Token } from "../wire-types.ts";
import { wordsFor } from "../words.ts";
import { Notice } from "./notice.tsx";
import { When } from "./when.tsx";

interface Props {
	token: Token;
	holder: string;
	connection: Connection;
	isOwn: boolean;
}

/** The switch by which a holder is paid after each snapshot without asking, where the token allows it. */
export function AutoClaim(props: Props) {
	return props.token.routes.includes("mandate") ? <Switch {...props} /> : null;
}

function Switch({ token, holder, connection, isOwn }: Props) {
	const list = usePoll<Mandates>(`/v1/holders/${holder}/mandates?limit=20`, 20_000);
	const { value: quote } = usePoll<MandateQuote>(`/v1/tokens/${token.id}/holders/${holder}/mandate`, 60_000);
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const own = list.value?.mandates.filter(({ tokenId }) => tokenId === token.id);
	const given =
		own?.find(({ state }) => state === "standing") ?? own?.find(({ state }) => state === "needs_authorization");
	const isStuck = given?.state === "needs_authorization";
	const { wallet, account, chainId } = connection;
	const canSign = isOwn && chainId === token.chainId;
	if (!list.value || (!quote && !given)) return null;

	const change = async (): Promise<void> => {
		if (!wallet || !account) return;
		setBusy(true);
		setError(undefined);
		try {
			const sign = (typedData: object) => signTypedData(wallet.provider, account, typedData);
			if (given) await send("DELETE", `/v1/mandates/${given.id}`, { signature: await sign(revocationOf(given)) });
			else {
				const fresh = await get<MandateQuote>(`/v1/tokens/${token.id}/holders/${holder}/mandate`);
				const mandate = (fresh.typedData as { message: object }).message;
				const body = { token: token.id, chainId: token.chainId, mandate, signature: await sign(fresh.typedData) };
				await send<Mandate>("POST", "/v1/mandates", body);
			}
			await list.refresh();
		} catch (problem) {
			setError(problem);
		} finally {
			setBusy(false);
		}
	};
	const needed = given && !isStuck ? undefined : quote?.authorization;
	return (
		<div class="auto">
			<div class="switch">
				<button
					type="button"
					role="switch"
					aria-checked={given !== undefined}
					aria-labelledby="auto-name"
					aria-describedby="auto-more"
					disabled={isBusy || !canSign || (needed !== undefined && !given)}
					onClick={() => void change()}
				>
					<span class="knob" />
				</button>
				<div>
					<h3 id="auto-name">Claim every snapshot for me</h3>
					<p id="auto-more" class="aside">
						{isBusy ? (
							"Answer in your wallet…"
						) : isStuck ? (
							"On, but nothing is claimed: your account has sent a transaction since, so its authorization (EIP-7702) is out of date. Post the order again with a fresh one, or switch it off with one signature."
						) : given ? (
							<>
								On until <When sec={Number(given.mandate.expirySec)} />: you are paid after each snapshot. Switch it off
								with one signature.
							</>
						) : needed ? (
							"Your account can't do this from here yet."
						) : canSign ? (
							"Sign once, and be paid after each snapshot. Only this token's revenue, only to you."
						) : (
							"Connect this account's wallet to change it."
						)}
					</p>
				</div>
			</div>
			{needed ? (
				<details>
					<summary>Why, and what would do it</summary>
					<p>
						The account would have to be delegated (EIP-7702) to{" "}
						<code title={needed.address}>{short(needed.address)}</code>, a contract that can do nothing but claim.
						Browser wallets sign such an authorization only for contracts of their own and refuse it to every page, so
						there is no button for it here. Keys that you hold yourself (embedded and server wallets, the command line)
						can sign it: see POST /v1/mandates in the API. Until then, claim by hand; it costs you no gas either.
					</p>
					<dl class="terms">
						<dt>Chain</dt>
						<dd>{needed.chainId}</dd>
						<dt>Delegate</dt>
						<dd>
							<code>{needed.address}</code>
						</dd>
						<dt>Account's nonce</dt>
						<dd>{needed.nonce}</dd>
					</dl>
				</details>
			) : null}
			{error === undefined ? null : <Notice kind="trouble">{wordsFor(error)}</Notice>}
		</div>
	);
}
