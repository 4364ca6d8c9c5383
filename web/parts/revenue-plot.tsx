import { useState } from "preact/hooks";
import { inUnit, short } from "../format.ts";
import { type Bar, type Plot, plotOf } from "../plot-scale.ts";
import { useWidth } from "../use-width.ts";
import { ETH, type Revenue, type Token, type Unit, unitOf } from "../wire-types.ts";
import { Amount } from "./amount.tsx";
import { Bars } from "./bars.tsx";

const kinds = { oracle: "On-chain inference", router: "Revenue router", collection: "Inference assets" } as const;

/** Revenue over time: a bar a snapshot, stacked by source, one asset at a time. */
export function RevenuePlot({ token, revenue }: { token: Token; revenue: Revenue }) {
	const assets = [...new Set([ETH, ...revenue.periods.flatMap(({ revenue: all }) => all.map(({ asset }) => asset))])];
	const [asset, setAsset] = useState(ETH);
	const [over, setOver] = useState<string>();
	const { ref, width } = useWidth<HTMLDivElement>();
	const unit = unitOf(token, asset);
	const nameOf = (source: string): string => {
		const { name, kind } = token.sources.find((one) => one.address === source) ?? {};
		return name ?? (kind ? kinds[kind] : short(source));
	};
	const plot = plotOf(revenue.periods, asset, nameOf);
	const shown = plot.bars.find(({ snapshotId }) => snapshotId === over);
	const isEmpty = plot.bars.every(({ total }) => total === 0n);
	return (
		<section class="revenue" aria-labelledby="revenue">
			<div class="beside">
				<h2 id="revenue">Revenue by snapshot</h2>
				{assets.length > 1 ? (
					<fieldset class="choice">
						<legend class="unseen">Asset</legend>
						{assets.map((one) => (
							<label key={one}>
								<input type="radio" name="asset" checked={one === asset} onChange={() => setAsset(one)} />
								<span>{unitOf(token, one).symbol}</span>
							</label>
						))}
					</fieldset>
				) : null}
			</div>
			{isEmpty ? (
				<p class="aside">No revenue is final yet. What comes in appears here once its block can't be undone.</p>
			) : (
				<>
					<div class="plot" ref={ref}>
						{width > 0 ? <Bars plot={plot} unit={unit} width={width} over={over} setOver={setOver} /> : null}
					</div>
					<Legend plot={plot} bar={shown} unit={unit} />
					<Figures plot={plot} unit={unit} />
				</>
			)}
		</section>
	);
}

/** Which colour is which source; of the bar that is pointed at, how much. */
function Legend({ plot, bar, unit }: { plot: Plot; bar: Bar | undefined; unit: Unit }) {
	return (
		<div class="legend">
			<p class="of">{bar ? `${nameOfBar(bar)}: ${inUnit(bar.total, unit)}` : "By source"}</p>
			<ul>
				{plot.series.map((name, index) => {
					const amount = bar?.parts.find((part) => part.name === name)?.amount;
					return (
						<li key={name} class={bar && amount === undefined ? "absent" : undefined}>
							<span class={`swatch series${index}`} />
							{name}
							{amount === undefined ? null : (
								<>
									{" "}
									<Amount of={amount} unit={unit} />
								</>
							)}
						</li>
					);
				})}
			</ul>
		</div>
	);
}

export const nameOfBar = ({ snapshotId, isOpen }: Bar): string =>
	isOpen ? "Since the last snapshot" : `Snapshot ${snapshotId}`;

/** The same as a table, for those who don't see the plot, or want the figures. */
function Figures({ plot, unit }: { plot: Plot; unit: Unit }) {
	return (
		<details>
			<summary>The plot as a table</summary>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
			<section class="scroll" aria-label="Revenue by snapshot and source" tabIndex={0}>
				<table class="rows">
					<caption class="unseen">Revenue by snapshot and source, in {unit.symbol}</caption>
					<thead>
						<tr>
							<th scope="col">Period</th>
							{plot.series.map((name) => (
								<th key={name} scope="col" class="number">
									{name}
								</th>
							))}
							<th scope="col" class="number">
								All
							</th>
						</tr>
					</thead>
					<tbody>
						{plot.bars.toReversed().map((bar) => (
							<tr key={bar.snapshotId}>
								<th scope="row">{nameOfBar(bar)}</th>
								{plot.series.map((name) => (
									<td key={name} class="number">
										<Amount of={bar.parts.find((part) => part.name === name)?.amount ?? 0n} unit={unit} bare />
									</td>
								))}
								<td class="number">
									<Amount of={bar.total} unit={unit} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
		</details>
	);
}
