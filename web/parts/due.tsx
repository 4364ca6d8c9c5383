import { ETHER, type Holder, type Token, unitOf } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { FromNow, Times, When } from "./when.tsx";

const SOON_SEC = 7 * 86_400;
/** More rows than that are opened by who wants them. */
const SHORT = 3;

/** What is due in all, and when the first part of it expires. */
export function Total({ token, quote: { due, dueWei, dueAssets } }: { token: Token; quote: Holder }) {
	const first = due.filter(({ expiresAtSec }) => expiresAtSec > 0).sort((a, b) => a.expiresAtSec - b.expiresAtSec)[0];
	return (
		<>
			<p class="total">
				<Amount of={dueWei} unit={ETHER} />
				{dueAssets.map(({ asset, amount }) => (
					<Amount key={asset} of={amount} unit={unitOf(token, asset)} />
				))}
			</p>
			{due.length === 0 ? null : (
				<p class="aside">
					due from {due.length === 1 ? `snapshot ${due[0]?.snapshotId}` : `${due.length} snapshots`}, as of the newest
					block
					{first ? (
						<>
							{due.length === 1 ? "; it expires " : "; the first part expires "}
							<span class={isSoon(first.expiresAtSec) ? "soon" : undefined}>
								<FromNow sec={first.expiresAtSec} />
							</span>
						</>
					) : null}
				</p>
			)}
		</>
	);
}

const isSoon = (sec: number): boolean => sec > 0 && sec - Date.now() / 1000 < SOON_SEC;

/** What is due by snapshot, and when each part expires. */
export function DueList({ token, quote: { due } }: { token: Token; quote: Holder }) {
	if (due.length === 0) return null;
	return (
		<details open={due.length <= SHORT}>
			<summary>By snapshot</summary>
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
							<td class={isSoon(expiresAtSec) ? "soon" : undefined}>
								{expiresWithSnapshot ? (
									`with snapshot ${expiresWithSnapshot}`
								) : expiresAtSec === 0 ? (
									"never"
								) : (
									<When sec={expiresAtSec} brief />
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<Times />
		</details>
	);
}
