import { isSame, short } from "../format.ts";
import { useClaiming } from "../use-claiming.ts";
import { usePoll } from "../use-poll.ts";
import type { Connection } from "../use-wallet.ts";
import type { Holder, Token } from "../wire-types.ts";
import { accountWords, wordsFor } from "../words.ts";
import { AutoClaim } from "./auto-claim.tsx";
import { ClaimAction } from "./claim-action.tsx";
import { DueList, Total } from "./due.tsx";
import { Entry } from "./entry.tsx";
import { Notice } from "./notice.tsx";
import { OnChain } from "./on-chain.tsx";
import { Past } from "./past.tsx";

const LOOK_MS = 12_000;

interface Props {
	token: Token;
	/** The address that is looked at. */
	holder: string | undefined;
	connection: Connection;
	/** Looks at an address; undefined: at none, or at the wallet's own. */
	look: (address: string | undefined) => void;
}

/** A holder's part: what is due, and how it is claimed. */
export function Yours({ token, holder, connection, look }: Props) {
	return (
		<section class="yours flow" aria-labelledby="yours">
			<h2 id="yours">What is yours</h2>
			{holder === undefined ? (
				<Entry connection={connection} look={look} />
			) : (
				<HolderView key={holder} token={token} holder={holder} connection={connection} look={look} />
			)}
		</section>
	);
}

function HolderView({ token, holder, connection, look }: Props & { holder: string }) {
	const { value: quote, trouble, refresh } = usePoll<Holder>(`/v1/tokens/${token.id}/holders/${holder}`, LOOK_MS);
	const claiming = useClaiming(token, holder, connection);
	const isOwn = connection.account !== undefined && isSame(connection.account, holder);
	return (
		<>
			<p class="who">
				<OnChain kind="address" id={holder} explorerUrl={token.explorerUrl}>
					{short(holder, 8, 6)}
				</OnChain>
				<button type="button" class="link" onClick={() => (isOwn ? connection.disconnect() : look(undefined))}>
					{isOwn ? "Disconnect" : "Look at another"}
				</button>
				<span class="aside">
					{isOwn ? `Connected by ${connection.wallet?.info.name}` : "Only to look at"}
					{quote && quote.account !== "plain" ? `, ${accountWords[quote.account]}` : ""}
				</span>
			</p>
			{trouble ? <Notice kind="trouble">{wordsFor(trouble)}</Notice> : null}
			{quote ? (
				<>
					{quote.due.length === 0 && claiming.claimId !== undefined ? null : <Total token={token} quote={quote} />}
					<ClaimAction {...{ token, quote, connection, claiming, isOwn, refresh }} />
					<DueList token={token} quote={quote} />
					<AutoClaim token={token} holder={holder} connection={connection} isOwn={isOwn} />
				</>
			) : trouble ? null : (
				<p class="aside" role="status">
					Looking what is due…
				</p>
			)}
			<Past key={claiming.claimId} token={token} holder={holder} />
		</>
	);
}
