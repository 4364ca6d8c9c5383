import type { ComponentChildren } from "preact";
import { ETH, ETHER, pendingOf, type Revenue, type Token, unitOf } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { OnChain } from "./on-chain.tsx";
import { Rosette } from "./rosette.tsx";
import { FromNow, NotFinal, When } from "./when.tsx";

interface Sum {
	asset: string;
	amount: string;
}

/** Which model it is, and in one sentence what it has earned and paid. */
export function Hero({ token, revenue, lastTakenAtSec }: { token: Token; revenue?: Revenue; lastTakenAtSec?: number }) {
	const { model } = token;
	return (
		<header class="hero">
			<div>
				<p class="eyebrow">
					{token.symbol ? `${token.symbol} · ` : ""}revenue-share token on {token.chainName} ·{" "}
					<OnChain kind="address" id={token.address} explorerUrl={token.explorerUrl} />
				</p>
				<h1>{model?.name ?? token.name}</h1>
				{model?.description ? <p class="lede">{model.description}</p> : null}
				<p class="sentence">
					<Earned token={token} />
					{revenue ? <Paid token={token} revenue={revenue} /> : null}
				</p>
				<dl class="facts">
					<dt>Last snapshot</dt>
					<dd>
						{token.currentSnapshotId === "0" ? (
							"None yet"
						) : (
							<>
								No. {token.currentSnapshotId}
								{lastTakenAtSec ? (
									<>
										, <When sec={lastTakenAtSec} />
									</>
								) : null}
							</>
						)}
					</dd>
					<dt>Come in since</dt>
					<dd>
						<Sums token={token} sums={pendingOf(token)} />
					</dd>
					<dt>Next snapshot</dt>
					<dd>
						<Next token={token} />
					</dd>
				</dl>
				<NotFinal />
			</div>
			<div class="about">
				<Rosette address={token.address} />
				<ModelFacts token={token} />
			</div>
		</header>
	);
}

function Next({ token }: { token: Token }) {
	if (token.nextSnapshotAtSec * 1000 > Date.now())
		return (
			<>
				<FromNow sec={token.nextSnapshotAtSec} /> at the earliest
			</>
		);
	return <>{pendingOf(token).length === 0 ? "When revenue has come in" : "When enough has come in"}</>;
}

/** Amounts of several assets as a person would say them: `a, b and c`. */
function Sums({ token, sums }: { token: Token; sums: readonly Sum[] }) {
	const shown = sums.filter(({ asset, amount }) => asset === ETH || amount !== "0");
	if (shown.length === 0) return <Amount of={0n} unit={ETHER} />;
	return (
		<>
			{shown.flatMap(({ asset, amount }, at): ComponentChildren[] => [
				at === 0 ? null : at === shown.length - 1 ? " and " : ", ",
				<Amount key={asset} of={amount} unit={unitOf(token, asset)} />,
			])}
		</>
	);
}

function Earned({ token }: { token: Token }) {
	const { totals, blockNumber } = token.ledger;
	if (totals.length === 0)
		return <>{blockNumber === undefined ? "Its ledger is being read." : "No revenue is final yet."} </>;
	return (
		<>
			It has earned <Sums token={token} sums={totals} />.{" "}
		</>
	);
}

function Paid({ token, revenue: { paid, payoutCount, holderCount } }: { token: Token; revenue: Revenue }) {
	if (payoutCount === 0) return <>No payout is on record yet.</>;
	return (
		<>
			Of that, <Sums token={token} sums={paid} /> {paid.length > 1 ? "have" : "has"} been paid to {holderCount}{" "}
			{holderCount === 1 ? "holder" : "holders"}, in {payoutCount} {payoutCount === 1 ? "payout" : "payouts"}.
		</>
	);
}

/** What the token's contractURI says of its model. */
function ModelFacts({ token: { model } }: { token: Token }) {
	if (!model) return null;
	const host = (url: string): string => url.replace(/^https:\/\/(www\.)?/, "").replace(/\/$/, "");
	const { link, repository, weights, license, uri } = model;
	return (
		<dl class="model">
			{link ? (
				<>
					<dt>Website</dt>
					<dd>
						<a href={link} target="_blank" rel="noreferrer">
							{host(link)}
						</a>
					</dd>
				</>
			) : null}
			{repository ? (
				<>
					<dt>Repository</dt>
					<dd>
						<a href={repository} target="_blank" rel="noreferrer">
							{host(repository)}
						</a>
					</dd>
				</>
			) : null}
			{weights ? (
				<>
					<dt>Weights</dt>
					<dd>
						<code title={weights}>
							{weights.length > 26 ? `${weights.slice(0, 17)}…${weights.slice(-8)}` : weights}
						</code>
					</dd>
				</>
			) : null}
			{license ? (
				<>
					<dt>Licence</dt>
					<dd>{license}</dd>
				</>
			) : null}
			{uri ? (
				<>
					<dt>Described at</dt>
					<dd>
						<code>{uri}</code>
					</dd>
				</>
			) : null}
		</dl>
	);
}
