import { useState } from "preact/hooks";
import { short } from "./format.ts";
import { Wallets } from "./parts/entry.tsx";
import { Notice } from "./parts/notice.tsx";
import { TokenView } from "./parts/token-view.tsx";
import { usePlace } from "./use-place.ts";
import { usePoll } from "./use-poll.ts";
import { useWallet } from "./use-wallet.ts";
import type { TokenEntry } from "./wire-types.ts";
import { wordsFor } from "./words.ts";

const LIST_MS = 300_000;

/** The whole page: which token, which wallet, and what there is to know. */
export function App() {
	const { value: list, trouble } = usePoll<{ tokens: TokenEntry[] }>("/v1/tokens", LIST_MS);
	const connection = useWallet();
	const { place, go } = usePlace();
	const [isOpen, setOpen] = useState(false);
	const tokens = list?.tokens ?? [];
	const chosen = tokens.find(({ id }) => id === place.token) ?? tokens[0];
	const holder = place.holder ?? connection.account;
	const look = (address: string | undefined): void =>
		go({ ...(chosen ? { token: chosen.id } : {}), ...(address === undefined ? {} : { holder: address }) });
	return (
		<>
			<a class="skip" href="#main">
				To the content
			</a>
			<nav class="bar" aria-label="Token and wallet">
				{tokens.length > 1 ? (
					<select
						class="chooser"
						aria-label="Token"
						value={chosen?.id}
						onChange={({ currentTarget: { value: token } }) =>
							go({ token, ...(place.holder ? { holder: place.holder } : {}) })
						}
					>
						{tokens.map(({ id, name }) => (
							<option key={id} value={id}>
								{name}
							</option>
						))}
					</select>
				) : (
					<span class="brand">{chosen?.name ?? "Revenue share"}</span>
				)}
				{connection.account === undefined ? (
					<button type="button" class="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
						Connect wallet
					</button>
				) : (
					<span class="account">
						<span class="dot" /> <code title={connection.account}>{short(connection.account)}</code>
					</span>
				)}
			</nav>
			{isOpen && connection.account === undefined ? (
				<div class="drawer">
					<Wallets connection={connection} />
				</div>
			) : null}
			<main id="main" tabIndex={-1}>
				{trouble ? <Notice kind="trouble">{wordsFor(trouble)}</Notice> : null}
				{chosen ? (
					<TokenView key={chosen.id} id={chosen.id} holder={holder} connection={connection} look={look} />
				) : trouble ? null : (
					<p class="opening" role="status">
						Reading the ledger…
					</p>
				)}
			</main>
			<footer>
				<p>
					A claim is one signature. The operator's relayer puts it into a transaction and pays the gas; the token itself
					checks the signature and pays only you. This page and its service never hold your money, your tokens or your
					keys.
				</p>
			</footer>
		</>
	);
}
