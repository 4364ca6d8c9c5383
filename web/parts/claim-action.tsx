import { useCallback, useState } from "preact/hooks";
import type { Claiming } from "../use-claiming.ts";
import type { Connection } from "../use-wallet.ts";
import { type Holder, pendingOf, type Token } from "../wire-types.ts";
import { words, wordsFor } from "../words.ts";
import { ContractAccount } from "./contract-account.tsx";
import { Wallets } from "./entry.tsx";
import { Network } from "./network.tsx";
import { Notice } from "./notice.tsx";
import { Progress } from "./progress.tsx";
import { FromNow } from "./when.tsx";

interface Props {
	token: Token;
	quote: Holder;
	connection: Connection;
	claiming: Claiming;
	/** The wallet's account is the holder's. */
	isOwn: boolean;
	refresh: () => Promise<void>;
}

/** What can be done about what is due: the one button, or why there is none. */
export function ClaimAction(props: Props) {
	const { token, quote, connection, claiming, refresh } = props;
	const id = claiming.claimId ?? quote.openClaimId;
	const [over, setOver] = useState<string>();
	// What is due is looked up anew before it is offered again.
	const done = useCallback(() => void refresh().then(() => setOver(id)), [refresh, id]);
	return (
		<>
			{id === undefined ? null : <Progress key={id} token={token} id={id} connection={connection} done={done} />}
			{id !== undefined && over !== id ? null : <Offer {...props} isAgain={id !== undefined} />}
			{claiming.error === undefined ? null : (
				<Notice kind="trouble">
					{wordsFor(claiming.error)}
					{claiming.isUnsent ? (
						<p>
							Your signature is kept.{" "}
							<button type="button" class="link" onClick={() => void claiming.sendAgain()}>
								Send it again
							</button>
						</p>
					) : null}
				</Notice>
			)}
		</>
	);
}

function Offer({ token, quote, connection, claiming, isOwn, isAgain }: Props & { isAgain: boolean }) {
	const { due, code, typedData, nextClaim } = quote;
	if (due.length === 0) return isAgain ? null : <Nothing token={token} />;
	if (token.paused) return <Notice>{words.paused}</Notice>;
	if (quote.account === "contract" && typedData && !isOwn)
		return <ContractAccount token={token} quote={quote} claiming={claiming} />;
	if (code) return <Notice>{words[code]}</Notice>;
	if (!typedData) return null;
	if (!isOwn)
		return (
			<>
				<p>To claim it, connect the wallet that holds this address.</p>
				<Wallets connection={connection} />
			</>
		);
	if (connection.chainId !== token.chainId) return <Network token={token} connection={connection} />;
	const isPart = nextClaim !== undefined && nextClaim.snapshotIds.length < due.length;
	return (
		<>
			<button type="button" class="main" disabled={claiming.step !== "idle"} onClick={() => void claiming.claim()}>
				{claiming.step === "signing"
					? "Sign in your wallet…"
					: claiming.step === "sending"
						? "Handing it in…"
						: "Claim, free of gas"}
			</button>
			<p class="aside">
				{isPart
					? `One signature claims the oldest ${nextClaim.snapshotIds.length} of ${due.length} snapshots; the rest comes with the next. `
					: "One signature, no transaction of yours. "}
				It can only bring this revenue to your own account.
			</p>
		</>
	);
}

function Nothing({ token }: { token: Token }) {
	const isLater = token.nextSnapshotAtSec > Date.now() / 1000;
	return (
		<p class="nothing">
			Nothing is due now.{" "}
			{pendingOf(token).length === 0 ? (
				"The next snapshot waits for revenue to come in."
			) : isLater ? (
				<>
					What has come in since is shared by the next snapshot, <FromNow sec={token.nextSnapshotAtSec} /> at the
					earliest.
				</>
			) : (
				"What has come in since is shared by the next snapshot, which is due."
			)}
		</p>
	);
}
