import type { Period } from "./wire-types.ts";

/** One bar of the plot: a period's revenue in one asset, from the bottom to the top. */
export interface Bar {
	snapshotId: string;
	isOpen: boolean;
	total: bigint;
	parts: { name: string; series: number; amount: bigint }[];
}
export interface Plot {
	/** The sources' names, the largest first. */
	series: string[];
	bars: Bar[];
	/** In the asset's smallest unit, ascending from 0; the last is the plot's top. */
	ticks: bigint[];
}
/** Sources that have a colour of their own; what the others brought is one. */
export const COLOURS = 5;
const OTHERS = "Other sources";

/** The plot of one asset, oldest first. `nameOf`: what people call a source. */
export function plotOf(periods: readonly Period[], asset: string, nameOf: (source: string) => string): Plot {
	const sums = new Map<string, bigint>();
	const named = periods.map(({ revenue }) => {
		const own = new Map<string, bigint>();
		for (const { asset: of, amount, source } of revenue) {
			if (of !== asset) continue;
			const name = source === undefined ? OTHERS : nameOf(source);
			own.set(name, (own.get(name) ?? 0n) + BigInt(amount));
			sums.set(name, (sums.get(name) ?? 0n) + BigInt(amount));
		}
		return own;
	});
	const ranked = [...sums]
		.sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
		.map(([name]) => name);
	const isMany = ranked.length > COLOURS;
	const kept = isMany ? ranked.filter((name) => name !== OTHERS).slice(0, COLOURS - 1) : ranked;
	const series = isMany ? [...kept, OTHERS] : kept;
	const bars = periods
		.map((period, at): Bar => {
			const own = named[at] ?? new Map<string, bigint>();
			const parts = series
				.map((name, index) => {
					const left = [...own].filter(([one]) => !kept.includes(one)).reduce((sum, [, amount]) => sum + amount, 0n);
					return { name, series: index, amount: isMany && name === OTHERS ? left : (own.get(name) ?? 0n) };
				})
				.filter(({ amount }) => amount > 0n);
			const total = parts.reduce((sum, { amount }) => sum + amount, 0n);
			return { snapshotId: period.snapshotId, isOpen: period.takenAtBlock === undefined, total, parts };
		})
		.reverse();
	return {
		series,
		bars,
		ticks: ticksTo(
			bars
				.map(({ total }) => total)
				.toSorted((a, b) => (a < b ? -1 : 1))
				.at(-1) ?? 0n,
		),
	};
}

/** Four or five round numbers from 0 to at least `most`. */
export function ticksTo(most: bigint): bigint[] {
	if (most <= 0n) return [0n];
	const rough = most / 4n || 1n;
	const scale = 10n ** BigInt(rough.toString().length - 1);
	const step = [1n, 2n, 5n, 10n].map((one) => one * scale).find((one) => one * 4n >= most) ?? 10n * scale;
	const ticks = [0n];
	while ((ticks.at(-1) ?? 0n) < most) ticks.push((ticks.at(-1) ?? 0n) + step);
	return ticks;
}
