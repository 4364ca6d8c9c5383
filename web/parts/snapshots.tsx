import { ETHER, type Snapshot } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { Times, When } from "./when.tsx";

/** The latest snapshots, what each gives to holders, and how much of that is claimed. */
export function SnapshotList({ snapshots }: { snapshots: readonly Snapshot[] }) {
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
						{snapshots.map(({ id, takenAtSec, claimableWei, claimedWei, expiresAtSec, expiresWithSnapshot }) => (
							<tr key={id}>
								<th scope="row">No. {id}</th>
								<td>{takenAtSec > 0 ? <When sec={takenAtSec} brief /> : "–"}</td>
								{hasAmounts ? (
									<>
										<td class="number">
											<Amount of={claimableWei ?? "0"} unit={ETHER} />
										</td>
										<td class="number">{percent(claimedWei, claimableWei)}</td>
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
			<Times />
		</section>
	);
}

function percent(part: string | undefined, whole: string | undefined): string {
	if (!part || !whole || whole === "0") return "–";
	return `${Number((BigInt(part) * 100n) / BigInt(whole))} %`;
}
