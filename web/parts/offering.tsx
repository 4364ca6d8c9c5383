import { useState } from "preact/hooks";
import { isSame, typed } from "../format.ts";
import { claimTo, DEPOSIT } from "../offering-calls.ts";
import { usePoll } from "../use-poll.ts";
import { useTransaction } from "../use-transaction.ts";
import type { Connection } from "../use-wallet.ts";
import { ETHER, type Offering as Shown, type Token } from "../wire-types.ts";
import { wordsFor } from "../words.ts";
import { Amount } from "./amount.tsx";
import { Wallets } from "./entry.tsx";
import { Network } from "./network.tsx";
import { Notice } from "./notice.tsx";
import { OnChain } from "./on-chain.tsx";
import { FromNow, NotFinal, When } from "./when.tsx";

interface Props {
	token: Token;
	connection: Connection;
	holder: string | undefined;
}

/** The initial offering: how it stands, and for a buyer to deposit, to claim, to be refunded. */
export function Offering({ token, connection, holder }: Props) {
	const path = `/v1/tokens/${token.id}/offering${holder === undefined ? "" : `?buyer=${holder}`}`;
	const { value: offering, trouble, refresh } = usePoll<Shown>(path, 10_000);
	if (!offering) return trouble ? <Notice kind="trouble">{wordsFor(trouble)}</Notice> : null;
	const { phase, targetWei, totalDepositsWei, deadlineSec, stock } = offering;
	const percent = Number((BigInt(totalDepositsWei) * 1000n) / BigInt(targetWei)) / 10;
	const unit = { symbol: token.symbol ?? token.name, decimals: token.decimals ?? 18 };
	return (
		<section class="offering flow" aria-labelledby="offering">
			<h2 id="offering">Initial offering</h2>
			<p>
				{phase === "open" ? (
					<>
						Open until <When sec={deadlineSec} /> (<FromNow sec={deadlineSec} />
						). Everybody pays the same price, whenever they came.
					</>
				) : phase === "succeeded" ? (
					"It has reached its target: buyers claim their tokens, and what they deposited too much."
				) : (
					"It has not reached its target: every deposit goes back whole."
				)}
			</p>
			<progress max={100} value={Math.min(percent, 100)} aria-label="Deposits against the target" />
			<dl class="terms">
				<dt>Deposited</dt>
				<dd>
					<Amount of={totalDepositsWei} unit={ETHER} />, {percent} % of the target
				</dd>
				<dt>Target</dt>
				<dd>
					<Amount of={targetWei} unit={ETHER} />
				</dd>
				<dt>For sale</dt>
				<dd>
					<Amount of={stock} unit={unit} />
				</dd>
				<dt>Contract</dt>
				<dd>
					<OnChain kind="address" id={offering.address} explorerUrl={token.explorerUrl} />
				</dd>
			</dl>
			<NotFinal />
			<Buyer {...{ token, connection, holder, offering, unit, refresh }} />
		</section>
	);
}

interface BuyerProps extends Props {
	offering: Shown;
	unit: { symbol: string; decimals: number };
	refresh: () => Promise<void>;
}

function Buyer({ token, connection, holder, offering, unit, refresh }: BuyerProps) {
	const { account, chainId } = connection;
	const { phase, buyer, address } = offering;
	const transaction = useTransaction(connection, refresh);
	const [text, setText] = useState("");
	const amountWei = typed(text, ETHER.decimals);
	const isBusy = transaction.step !== "idle";
	const isOwn = account !== undefined && holder !== undefined && isSame(account, holder);
	const deposit = (event: Event): void => {
		event.preventDefault();
		if (amountWei) void transaction.send({ to: address, data: DEPOSIT, valueWei: amountWei });
	};
	const claim = (): void => void transaction.send({ to: address, data: claimTo(account ?? "") });
	const has = buyer !== undefined && buyer.depositWei !== "0";
	return (
		<>
			{has ? (
				<p>
					{isOwn ? "You have" : "This address has"} deposited <Amount of={buyer.depositWei} unit={ETHER} />
					{phase === "open" ? ". As deposits stand, that would bring " : ". It brings "}
					{buyer.tokens === "0" ? null : <Amount of={buyer.tokens} unit={unit} />}
					{buyer.tokens === "0" || buyer.refundWei === "0" ? null : " and "}
					{buyer.refundWei === "0" ? null : (
						<>
							<Amount of={buyer.refundWei} unit={ETHER} /> back
						</>
					)}
					.
				</p>
			) : null}
			{!isOwn ? (
				phase === "open" || has ? (
					<>
						<p class="aside">Connect a wallet to take part. Unlike a claim, this is a transaction of your own.</p>
						{account === undefined && connection.wallets.length > 0 ? <Wallets connection={connection} /> : null}
					</>
				) : null
			) : chainId !== token.chainId ? (
				<Network token={token} connection={connection} />
			) : phase === "open" ? (
				<form onSubmit={deposit} noValidate>
					<label for="deposit">Deposit, in ETH</label>
					<div class="field">
						<input
							id="deposit"
							inputMode="decimal"
							autoComplete="off"
							placeholder="0.5"
							value={text}
							onInput={({ currentTarget }) => setText(currentTarget.value)}
						/>
						<button type="submit" class="plain" disabled={!amountWei || isBusy}>
							Deposit
						</button>
					</div>
					<p class="aside">This is a transaction of your own, with gas. It can't be taken back before the deadline.</p>
				</form>
			) : has ? (
				<button type="button" class="main" disabled={isBusy} onClick={claim}>
					{phase === "failed" ? "Take the refund" : "Claim tokens and refund"}
				</button>
			) : (
				<p class="aside">This account has nothing left here.</p>
			)}
			<p class="quiet" role="status">
				{transaction.step === "signing"
					? "Confirm it in your wallet…"
					: transaction.step === "mining"
						? "Sent. Waiting for its block…"
						: transaction.step === "idle" && transaction.isDone
							? "Done: it is in a block."
							: ""}
			</p>
			{transaction.error ? <Notice kind="trouble">{wordsFor(transaction.error)}</Notice> : null}
		</>
	);
}
