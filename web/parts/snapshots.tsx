import { ETH, type Snapshot, type Token, unitOf } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { NotFinal, Times, When } from "./when.tsx";

/** The latest snapshots, what each gives to holders, and how much of that is claimed. */
export function SnapshotList({ token, snapshots }: { token: Token; snapshots: readonly Snapshot[] }) {
	if (snapshots.length === 0) return null;
	const hasAmounts = snapshots.some(({ claimableWei }) => claimableWei !== undefined);
	return (
		<section aria-labelledby="snapshots">
			<h2 id="snapshots">Latest snapshots</h2>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
			<section class="scroll" aria-label="Latest snapshots" tabIndex={0}>
				<table class="rows">
					<caption class="unseen">Latest snapshots</caption>
					<thead>
						<tr>
							<th scope="col">Snapshot</th>
							<th scope="col">Taken</th>
							{hasAmounts ? (
								<>
									<th scope="col" class="number">
										For holders
									</th>
									<th scope="col" class="number">
										Claimed
									</th>
								</>
							) : null}
							<th scope="col" class="late">
								Open until
							</th>
						</tr>
					</thead>
					<tbody>
						{snapshots.map(({ id, takenAtSec, expiresAtSec, expiresWithSnapshot, ...revenue }) => (
							<tr key={id}>
								<th scope="row">No. {id}</th>
								<td>{takenAtSec > 0 ? <When sec={takenAtSec} brief /> : "–"}</td>
								{hasAmounts ? (
									<>
										<td class="number">
											{byAsset(revenue).map(({ asset, claimable }) => (
												<div key={asset}>
													<Amount of={claimable} unit={unitOf(token, asset)} />
												</div>
											))}
										</td>
										<td class="number">
											{byAsset(revenue).map(({ asset, claimable, claimed }) => (
												<div key={asset}>{percent(claimed, claimable)}</div>
											))}
										</td>
									</>
								) : null}
								<td class="late">
									{expiresWithSnapshot ? (
										`snapshot ${expiresWithSnapshot}`
									) : expiresAtSec > 0 ? (
										<When sec={expiresAtSec} brief />
									) : (
										"always"
									)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
			<NotFinal />
			<Times />
		</section>
	);
}

/** A snapshot's revenue: ETH, unless it is of ERC-20s alone, and each of these. */
function byAsset({ claimableWei = "0", claimedWei = "0", assets = [] }: Partial<Snapshot>) {
	const inEth = { asset: ETH, claimable: claimableWei, claimed: claimedWei };
	return claimableWei === "0" && assets.length > 0 ? assets : [inEth, ...assets];
}

function percent(part: string, whole: string): string {
	if (whole === "0") return "–";
	return `${Number((BigInt(part) * 100n) / BigInt(whole))} %`;
}
