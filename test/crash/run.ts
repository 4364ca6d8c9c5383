// `npm run test:crash`: worker processes are killed at every step and at any moment, many of them on one key, and
// afterwards every claim must have been settled exactly once. The same `--seed` gives the same kills, holders and
// weather; what the operating system makes of them in time differs from run to run.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, reached, writeFigures } from "../bench/figures.ts";
import { type Audit, audit } from "../given/audit.ts";
import { dice } from "../given/dice.ts";
import { type Mishap, startFaultyRpc } from "../given/faulty-rpc.ts";
import { layGround } from "../given/ground.ts";
import { killPoints } from "../given/kill-points.ts";
import { startCrowd } from "./crowd.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { killPlan } from "./plan.ts";
import { startWeather, type Weather } from "./weather.ts";
import { workDesk } from "./work-desk.ts";

const { values } = parseArgs({
	options: {
		kills: { type: "string", default: "500" },
		seed: { type: "string", default: "1" },
		workers: { type: "string", default: "20" },
		holders: { type: "string", default: "40" },
		/** How many of a hundred requests to the node go wrong. */
		faults: { type: "string", default: "2" },
		/** How long the workers may take to finish what is left, in seconds. */
		rest: { type: "string", default: "180" },
		json: { type: "string" },
	},
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const SETTLE_MS = Number(values.rest) * 1000;
const startedMs = Date.now();
const elapsed = (): string => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;

const seed = dice(values.seed);
const plan = killPlan(Number(values.kills), seed.branch("kills"));
const ground = await layGround({ holders: Number(values.holders), seed: values.seed, finality: 4 });
const reader = ground.worker();
const mishaps: Mishap[] = [
	{ kind: "lost answer" },
	{ kind: "twice" },
	{ kind: "stale", blocks: 2 },
	{ kind: "http", status: 502, forwards: true },
];
const rate = Number(values.faults) / 100 / mishaps.length;
const rules = mishaps.map((mishap) => ({ mishap, rate }));
const node = await startFaultyRpc(ground.env.RPC_URL, seed.branch("faults"), rules);
try {
	await ground.earnAndSnapshot(10n ** 18n);
	const crowd = startCrowd(ground, seed.branch("crowd"));
	const weather = startWeather(ground, seed.branch("weather"), 6);
	const desk = workDesk(crowd, seed.branch("desk"));
	const fleet = await startFleet({
		size: Number(values.workers),
		plan,
		desk,
		env: { ...ground.env, RPC_URL: node.url, NODE_COMPILE_CACHE: join(ground.folder, "compiled") },
		folder: ground.folder,
		dice: seed.branch("fleet"),
	});
	const progress = setInterval(() => {
		const killed = [...fleet.kills.values()].reduce((sum, one) => sum + one, 0);
		print(
			`${elapsed()}: ${killed} of ${plan.length} kills, ${crowd.accepted.size} claims accepted, ${weather.blocks} blocks`,
		);
	}, 15_000);
	await fleet.allKilled;
	print(`${elapsed()}: all ${plan.length} kills are done; the workers finish what is left`);
	weather.calm();
	node.rules = [];
	crowd.hurry();
	desk.finish();
	const finished = await untilQuiet(async () => crowd.isContent() && (await isIdle()));
	clearInterval(progress);
	await crowd.stop();
	await fleet.stop();
	await weather.stop();
	const found = await audit(ground, crowd.accepted);
	report(found, fleet, weather, crowd.declined, finished);
} finally {
	await node.stop();
	await ground.stop();
}

async function isIdle(): Promise<boolean> {
	const { claims, lanes } = reader.store;
	return (await claims.waiting(ground.laneId, 1)).claims.length === 0 && (await lanes.open(ground.laneId)).length === 0;
}
/** Whether it came to rest; given up when the time is over, and the audit then says what is left. */
async function untilQuiet(isQuiet: () => Promise<boolean>): Promise<boolean> {
	const untilMs = Date.now() + SETTLE_MS;
	while (Date.now() < untilMs) {
		if (await isQuiet()) return true;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	return false;
}

function report(
	found: Audit,
	{ kills, heard, naps }: Fleet,
	weather: Weather,
	declined: Map<string, number>,
	finished: boolean,
): void {
	print(`\n${"killed".padEnd(24)} before  after`);
	for (const point of Object.keys(killPoints)) {
		const [before, after] = ["before", "after"].map((when) => String(kills.get(`${when} ${point}`) ?? 0));
		print(`${point.padEnd(24)} ${before?.padStart(6)} ${after?.padStart(6)}`);
	}
	print(`${"at any moment".padEnd(24)} ${String(kills.get("any moment") ?? 0).padStart(6)}\n`);
	print(
		`${found.claims} claims, ${found.transactions} transactions (${found.noops} no-ops, ${found.bumped} bumped), ` +
			`${weather.blocks} blocks, ${weather.reorgs} reorgs, ${weather.pauses} pauses, ` +
			`${[...node.struck.values()].reduce((sum, one) => sum + one, 0)} faults of the node, ${naps} naps, ${elapsed()}`,
	);
	for (const [what, times] of [...heard].sort((a, b) => b[1] - a[1])) print(`  heard ${times} x ${what}`);
	for (const [code, times] of declined) print(`  declined ${times} x ${code}`);
	for (const [kind, lines] of Object.entries(found))
		if (Array.isArray(lines)) for (const line of lines.slice(0, 20)) print(`  ${kind}: ${line}`);
	if (!finished) print(`  it did not come to rest within ${SETTLE_MS / 1000} s`);

	const killed = [...kills.values()].reduce((sum, one) => sum + one, 0);
	const against = `${found.claims} claims on one key, ${values.workers} workers, seed ${values.seed}`;
	const missed = Object.keys(killPoints).filter((point) =>
		["before", "after"].some((when) => !kills.has(`${when} ${point}`)),
	);
	const figures: Figure[] = [
		{ key: "crash.kills", value: killed, unit: "kills", goal: `>= ${values.kills}`, against },
		{ key: "crash.points-missed", value: plan.length < 40 ? 0 : missed.length, unit: "points", goal: "<= 0", against },
		{ key: "crash.lost", value: found.lost.length, unit: "claims", goal: "<= 0", against },
		{ key: "crash.doubled", value: found.doubled.length, unit: "claims", goal: "<= 0", against },
		{ key: "crash.jammed", value: found.jammed.length, unit: "rows and claims", goal: "<= 0", against },
		{ key: "crash.misread", value: found.misread.length, unit: "rows and claims", goal: "<= 0", against },
		{ key: "crash.unarmed", value: found.unarmed.length, unit: "transactions", goal: "<= 0", against },
	];
	for (const figure of figures)
		print(
			`${figure.key.padEnd(24)} ${String(figure.value).padStart(6)} ${figure.unit} ${figure.goal ?? ""}${reached(figure) ? "" : "  MISSED"}`,
		);
	if (values.json) writeFigures(values.json, "crash", figures);
	if (!finished || found.claims === 0 || !figures.every(reached)) process.exitCode = 1;
}
