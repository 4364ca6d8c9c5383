import { ETHER, type Holder, type Token, unitOf } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { FromNow, When } from "./when.tsx";

const SOON_SEC = 7 * 86_400;

/** What is due, in all and by snapshot, and when each part expires. */
export function Due({ token, quote }: { token: Token; quote: Holder }) {
	const { due, dueWei, dueAssets } = quote;
	const nowSec = Date.now() / 1000;
	return (
		<>
			<p class="total">
				<Amount of={dueWei} unit={ETHER} />
				{dueAssets.map(({ asset, amount }) => (
					<Amount key={asset} of={amount} unit={unitOf(token, asset)} />
				))}
			</p>
			{due.length === 0 ? null : (
				<table class="rows">
					<caption class="unseen">Due by snapshot</caption>
					<thead>
						<tr>
							<th scope="col">Snapshot</th>
							<th scope="col" class="number">
								Due
							</th>
							<th scope="col">Expires</th>
						</tr>
					</thead>
					<tbody>
						{due.map(({ snapshotId, amountWei, assets, expiresAtSec, expiresWithSnapshot }) => (
							<tr key={snapshotId}>
								<th scope="row">No. {snapshotId}</th>
								<td class="number">
									{amountWei === "0" ? null : <Amount of={amountWei} unit={ETHER} />}
									{assets.map(({ asset, amount }) => (
										<div key={asset}>
											<Amount of={amount} unit={unitOf(token, asset)} />
										</div>
									))}
								</td>
								<td class={expiresAtSec > 0 && expiresAtSec - nowSec < SOON_SEC ? "soon" : undefined}>
									{expiresWithSnapshot ? (
										`with snapshot ${expiresWithSnapshot}`
									) : expiresAtSec === 0 ? (
										"never"
									) : (
										<>
											<FromNow sec={expiresAtSec} />
											<small>
												<When sec={expiresAtSec} />
											</small>
										</>
									)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</>
	);
}
