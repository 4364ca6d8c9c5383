import { useEffect } from "preact/hooks";
import { dateTime } from "../format.ts";
import { useBalance } from "../use-balance.ts";
import { usePoll } from "../use-poll.ts";
import type { Connection } from "../use-wallet.ts";
import { amountsOf, type Claim, ETHER, type Token, unitOf } from "../wire-types.ts";
import { waits, words, wordsFor } from "../words.ts";
import { Amount } from "./amount.tsx";
import { Notice } from "./notice.tsx";
import { OnChain } from "./on-chain.tsx";

const LIVE_MS = 1_000;
/** How far each state is along the way. */
const reached: Record<Claim["state"], number> = {
	accepted: 1,
	relayed: 2,
	mined: 3,
	settled: 4,
	refused: 0,
	failed: 0,
};
export const isFinal = ({ state }: Claim): boolean => ["settled", "refused", "failed"].includes(state);

interface Props {
	token: Token;
	id: string;
	connection: Connection;
	/** Called once the claim is final. */
	done: () => void;
}

/** A claim on its way, as it goes. */
export function Progress({ token, id, connection, done }: Props) {
	const { value: claim, trouble } = usePoll<Claim>(`/v1/claims/${id}`, LIVE_MS);
	const isOver = claim !== undefined && isFinal(claim);
	useEffect(() => {
		if (isOver) done();
	}, [isOver, done]);
	if (!claim) return <Notice>{trouble ? wordsFor(trouble) : "Looking for the claim…"}</Notice>;
	const { state, code, outcome } = claim;
	const bad = state === "refused" || state === "failed";
	return (
		<div class="progress flow">
			<h3>{titles[state]}</h3>
			{bad ? (
				<Notice kind="trouble">{code ? words[code] : "The claim was not paid."}</Notice>
			) : (
				<ol class="steps" aria-label="Progress of the claim">
					{steps(token, claim).map(({ name, more }, at) => (
						<li
							key={name}
							class={at < reached[state] ? "done" : at === reached[state] ? "now" : "next"}
							aria-current={at === reached[state] ? "step" : undefined}
						>
							<span class="name">{name}</span>
							<span class="more">{more}</span>
						</li>
					))}
				</ol>
			)}
			<p class="unseen" role="status" aria-live="polite">
				{spoken(claim)}
			</p>
			{trouble ? <Notice kind="trouble">{wordsFor(trouble)}</Notice> : null}
			{state === "settled" && outcome ? <Receipt token={token} claim={claim} connection={connection} /> : null}
			<p class="aside">
				Claim <code title={id}>{id.slice(0, 10)}…</code>, accepted {dateTime(claim.acceptedAtMs / 1000)}
			</p>
		</div>
	);
}

const titles: Record<Claim["state"], string> = {
	accepted: "Your claim is accepted",
	relayed: "Your claim is on its way",
	mined: "Your claim is in a block",
	settled: "You have been paid",
	refused: "Your claim was not sent",
	failed: "Your claim did not succeed",
};

function steps({ explorerUrl }: Token, { state, waitsFor, outcome }: Claim) {
	const at = reached[state];
	return [
		{ name: "Accepted", more: "Your signature is checked and stored." },
		{
			name: "In a batch",
			more:
				at >= 2
					? "Sent together with other claims."
					: waitsFor && waitsFor in waits
						? waits[waitsFor]
						: "Waiting to be sent.",
		},
		{
			name: outcome ? `In block ${outcome.blockNumber}` : "In a block",
			more: outcome ? (
				<OnChain kind="tx" id={outcome.transactionHash} explorerUrl={explorerUrl} />
			) : (
				"Waiting for the network."
			),
		},
		{ name: "Final", more: at >= 4 ? "It can't be undone any more." : "Waiting until it can't be undone." },
	];
}

/** What a screen reader is told when the state changes. */
function spoken({ state, outcome }: Claim): string {
	if (state === "mined") return `Step 3 of 4: in block ${outcome?.blockNumber}. Waiting until it is final.`;
	if (state === "settled") return "Step 4 of 4: final. You have been paid.";
	if (state === "relayed") return "Step 2 of 4: sent to the network.";
	return state === "accepted" ? "Step 1 of 4: accepted." : titles[state];
}

function Receipt({ token, claim, connection }: Omit<Props, "id" | "done"> & { claim: Claim }) {
	const { wallet, account, chainId } = connection;
	const isHere = account !== undefined && account.toLowerCase() === claim.holder.toLowerCase();
	const balance = useBalance(
		isHere && chainId === token.chainId ? wallet?.provider : undefined,
		claim.holder,
		claim.id,
	);
	const { payments = [], transactionHash } = claim.outcome ?? {};
	const elsewhere = payments.find(({ recipient }) => recipient.toLowerCase() !== claim.holder.toLowerCase());
	return (
		<dl class="receipt">
			<dt>Received</dt>
			<dd class="received">
				{amountsOf(claim).map(([asset, amount]) => (
					<Amount key={asset} of={amount} unit={unitOf(token, asset)} />
				))}
			</dd>
			{elsewhere ? (
				<>
					<dt>At</dt>
					<dd>
						<OnChain kind="address" id={elsewhere.recipient} explorerUrl={token.explorerUrl} />, the recipient that you
						have set
					</dd>
				</>
			) : null}
			{balance === undefined ? null : (
				<>
					<dt>New balance</dt>
					<dd>
						<Amount of={balance} unit={ETHER} />
					</dd>
				</>
			)}
			<dt>Gas that you paid</dt>
			<dd>None</dd>
			{transactionHash ? (
				<>
					<dt>Transaction</dt>
					<dd>
						<OnChain kind="tx" id={transactionHash} explorerUrl={token.explorerUrl} />
					</dd>
				</>
			) : null}
		</dl>
	);
}
