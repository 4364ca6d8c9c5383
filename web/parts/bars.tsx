import { inUnit, sensibly } from "../format.ts";
import type { Plot } from "../plot-scale.ts";
import type { Unit } from "../wire-types.ts";

const HEIGHT = 240;
const TOP = 10;
const FOOT = 26;
const WIDEST_BAR = 44;
/** A label takes about so much room. */
const LABEL = 34;

interface Props {
	plot: Plot;
	unit: Unit;
	width: number;
	over: string | undefined;
	setOver: (snapshotId: string | undefined) => void;
}

/** The plot itself, as wide as there is room; heights are shares of the highest tick, so no amount is lost in a double. */
export function Bars({ plot, unit, width, over, setOver }: Props) {
	const { bars, ticks } = plot;
	const top = ticks.at(-1) || 1n;
	const labels = ticks.map((tick) => sensibly(tick, unit.decimals));
	const left = Math.max(...labels.map(({ length }) => length)) * 7.2 + 12;
	const floor = HEIGHT - FOOT;
	const y = (amount: bigint): number => floor - (Number((amount * 10_000n) / top) / 10_000) * (floor - TOP);
	const room = (width - left) / bars.length;
	const barWidth = Math.min(room * 0.66, WIDEST_BAR);
	const every = Math.ceil(LABEL / room);
	const sum = bars.reduce((all, { total }) => all + total, 0n);
	return (
		<svg
			width={width}
			height={HEIGHT}
			role="img"
			aria-label={`Stacked bars: ${inUnit(sum, unit)} over ${bars.length} periods. The table below has each figure.`}
			onPointerLeave={() => setOver(undefined)}
		>
			{ticks.map((tick, at) => (
				<g key={String(tick)} class="tick">
					<line x1={left} x2={width} y1={y(tick)} y2={y(tick)} class={at === 0 ? "base" : undefined} />
					<text x={left - 8} y={y(tick)} dy="0.32em" text-anchor="end">
						{labels[at]}
					</text>
				</g>
			))}
			{bars.map((bar, at) => {
				const middle = left + room * (at + 0.5);
				let below = 0n;
				return (
					<g
						key={bar.snapshotId}
						class={`bar${bar.isOpen ? " open" : ""}${over !== undefined && over !== bar.snapshotId ? " dim" : ""}`}
						onPointerEnter={() => setOver(bar.snapshotId)}
						onPointerDown={() => setOver(bar.snapshotId)}
					>
						<rect class="reach" x={left + room * at} y={0} width={room} height={HEIGHT} />
						{bar.parts.map(({ name, series, amount }) => {
							const bottom = y(below);
							below += amount;
							return (
								<rect
									key={name}
									class={`series${series}`}
									x={middle - barWidth / 2}
									y={y(below)}
									width={barWidth}
									height={Math.max(0, bottom - y(below))}
								/>
							);
						})}
						{(bars.length - 1 - at) % every === 0 ? (
							<text x={Math.min(middle, width - LABEL / 2)} y={HEIGHT - 6} text-anchor="middle">
								{bar.isOpen ? "since" : bar.snapshotId}
							</text>
						) : null}
					</g>
				);
			})}
		</svg>
	);
}
