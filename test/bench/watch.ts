// `npm run bench:watch`: blocks and events a second of the watcher that catches up, from a node into its table, beside
// ponder that indexes the same events of the same node, and beside a bare loop of eth_getLogs, which is the limit.
// `--json FILE` writes the figures; `--blocks N`, `--events N` and `--ponder-blocks N` make it shorter.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { anyPort, children, eventually } from "../../infra/local/children.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";
import { ponderRun } from "./ponder.ts";
import type { WatchRun } from "./watch-run.ts";
import { watchWorld } from "./watch-world.ts";

const { values } = parseArgs({
	options: {
		json: { type: "string" },
		blocks: { type: "string", default: "20000" },
		events: { type: "string", default: "200000" },
		"ponder-blocks": { type: "string", default: "2000" },
	},
});
const BLOCKS = Number(values.blocks);
const EVENTS = Number(values.events);
/** It is slow: it is given the first part of the same chain. */
const PONDER_BLOCKS = Math.min(BLOCKS, Number(values["ponder-blocks"]));
/** Each is run so often, by turns; the fastest counts, since others use the machine, too. */
const TURNS = 3;
/** Fewer looks at the heap tell nothing. */
const MEASURES = 7;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const perBlock = Math.ceil(EVENTS / BLOCKS);

const world = await watchWorld(BLOCKS, EVENTS, print);
try {
	const runs = { ours: [] as WatchRun[], bare: [] as WatchRun[] };
	for (let turn = 0; turn < TURNS; turn++)
		for (const kind of ["bare", "ours"] as const) {
			const run = await inOwnProcess(kind);
			print(
				`${kind.padEnd(5)} ${run.events} events in ${run.seconds.toFixed(2)} s: ${(run.events / run.seconds).toFixed(0)} a second`,
			);
			if (run.events !== perBlock * BLOCKS) throw new Error(`${kind} saw ${run.events} of ${perBlock * BLOCKS} events`);
			runs[kind].push(run);
		}
	const [ours, bare] = [fastest(runs.ours), fastest(runs.bare)];
	const rate = ({ events, seconds }: { events: number; seconds: number }): number => events / seconds;
	const ponder = await ponderRun({ ...world, lastBlock: world.startBlock + PONDER_BLOCKS }, print);
	print(
		`ponder ${ponder.version}: ${ponder.events} events in ${ponder.seconds.toFixed(1)} s: ${rate(ponder).toFixed(0)} a second`,
	);
	if (ponder.events < 0.9 * perBlock * PONDER_BLOCKS) throw new Error(`ponder saw ${ponder.events} events`);

	const figures: Figure[] = [
		{ key: "watch.events-per-s", value: rounded(rate(ours)), unit: "events/s" },
		{ key: "watch.blocks-per-s", value: rounded(BLOCKS / ours.seconds), unit: "blocks/s" },
		{
			key: "watch.of-ponder",
			value: rounded(rate(ours) / rate(ponder)),
			unit: "ratio",
			goal: ">= 3",
			against: `ponder ${ponder.version} with PGlite, its backfill of the first ${PONDER_BLOCKS} blocks without its start: ${rate(ponder).toFixed(0)} events/s`,
		},
		{
			key: "watch.of-getlogs",
			value: rounded(rate(ours) / rate(bare)),
			unit: "ratio",
			goal: ">= 0.7",
			against: `a loop of eth_getLogs that writes nothing: ${rate(bare).toFixed(0)} events/s`,
		},
	];
	if (runs.ours.every(({ heapMb }) => heapMb.length >= MEASURES))
		figures.push({
			key: "watch.memory-growth",
			value: rounded(growthOf(runs.ours)),
			unit: "ratio",
			goal: "<= 1.1",
			against: `heap after a collection, in the last three tenths of ${EVENTS} events and in the second to fourth: ${ours.heapMb.join(", ")} MB`,
		});
	else print("too short to tell whether memory grows");
	for (const figure of figures) {
		const mark = reached(figure) ? "" : "  MISSED";
		print(
			`${figure.key.padEnd(22)} ${figure.value} ${figure.unit}${figure.goal ? ` (goal ${figure.goal})` : ""}${mark}`,
		);
	}
	if (values.json) writeFigures(values.json, "watch", figures);
} finally {
	await world.stop();
}

/** With a table of its own, so that each of ours begins with nothing. */
async function inOwnProcess(kind: "ours" | "bare"): Promise<WatchRun> {
	const kids = children(() => undefined);
	const port = await anyPort();
	const tableEndpoint = `http://127.0.0.1:${port}`;
	try {
		const table = [process.execPath, "test/bench/table-process.ts", String(port), "watch"];
		kids.start("table", table, {}, () => undefined);
		await eventually("the table", 30_000, () =>
			fetch(tableEndpoint).then(
				() => true,
				() => undefined,
			),
		);
		await new Promise((resolve) => setTimeout(resolve, 500)); // the table is made after its server answers
		const given = JSON.stringify({ kind, ...world, tableEndpoint, perBlock });
		const run = spawnSync(process.execPath, ["--expose-gc", "test/bench/watch-run.ts", given], { encoding: "utf8" });
		if (run.status !== 0) throw new Error(`${kind}: ${run.stderr}`);
		return JSON.parse(run.stdout) as WatchRun;
	} finally {
		await kids.stop();
	}
}

function fastest(runs: readonly WatchRun[]): WatchRun {
	const [first] = runs.toSorted((a, b) => a.seconds - b.seconds);
	if (!first) throw new Error("nothing was run");
	return first;
}
/** The largest of all runs: how much more is held near the end than near the beginning. */
function growthOf(runs: readonly WatchRun[]): number {
	return Math.max(...runs.map(({ heapMb }) => Math.max(...heapMb.slice(-3)) / Math.max(...heapMb.slice(1, 4))));
}
function rounded(value: number): number {
	return Number(value.toPrecision(4));
}
