import { usePoll } from "../use-poll.ts";
import { amountsOf, type Claim, type Claims, type Token, unitOf } from "../wire-types.ts";
import { words } from "../words.ts";
import { Amount } from "./amount.tsx";
import { OnChain } from "./on-chain.tsx";
import { When } from "./when.tsx";

const stateWords: Record<Claim["state"], string> = {
	accepted: "accepted",
	relayed: "on its way",
	mined: "in a block",
	settled: "paid",
	refused: "not sent",
	failed: "failed",
};

/** A holder's claims of this token so far. */
export function Past({ token, holder }: { token: Token; holder: string }) {
	const { value } = usePoll<Claims>(`/v1/holders/${holder}/claims?limit=20`, 20_000);
	const claims = value?.claims.filter(({ tokenId }) => tokenId === token.id) ?? [];
	if (claims.length === 0) return null;
	return (
		<details class="past">
			<summary>Claims so far ({claims.length})</summary>
			<table class="rows">
				<caption class="unseen">Claims so far</caption>
				<thead>
					<tr>
						<th scope="col">When</th>
						<th scope="col" class="number">
							Amount
						</th>
						<th scope="col">State</th>
					</tr>
				</thead>
				<tbody>
					{claims.map((claim) => (
						<tr key={claim.id}>
							<td>
								<When sec={claim.acceptedAtMs / 1000} brief />
							</td>
							<td class="number">
								{amountsOf(claim).map(([asset, amount]) => (
									<Amount key={asset} of={amount} unit={unitOf(token, asset)} />
								))}
							</td>
							<td title={claim.code ? words[claim.code] : undefined}>
								{claim.outcome ? (
									<OnChain kind="tx" id={claim.outcome.transactionHash} explorerUrl={token.explorerUrl}>
										{stateWords[claim.state]}
									</OnChain>
								) : (
									stateWords[claim.state]
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</details>
	);
}
