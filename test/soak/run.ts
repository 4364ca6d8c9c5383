// `npm run test:soak`: three tokens of three dialects on two chains live through days of revenue, snapshots, mandates and
// posted claims, in time that is made to pass, while nodes go wrong, blocks are undone and functions die; at the end tables
// and chains must agree. The same `--seed` gives the same events; what the operating system makes of them in time differs.
import { parseArgs } from "node:util";
import { snapshotVerdict } from "../../functions/app/snapshot-verdict.ts";
import type { Address } from "../../functions/core/hex.ts";
import { type Figure, reached, writeFigures } from "../bench/figures.ts";
import { dice } from "../given/dice.ts";
import type { Mishap } from "../given/faulty-rpc.ts";
import { players } from "./players.ts";
import { FINALITY, HOUR_SEC, LANE_TARGET_WEI, setScene } from "./scene.ts";
import { hire } from "./staff.ts";
import { truthOf } from "./truth.ts";
import { judge } from "./verdict.ts";
import type { Job } from "./worker.ts";

const { values } = parseArgs({
	options: {
		days: { type: "string", default: "15" },
		seed: { type: "string", default: "1" },
		json: { type: "string" },
	},
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const TURN_SEC = 4 * HOUR_SEC;
/** After so many turns in which the policy calls for a snapshot and none comes, it was missed. */
const LATE_TURNS = 2;
/** Turns in which what is left is finished. */
const MOST_REST = 40;
const daysWanted = Number(values.days);
const startedMs = Date.now();
const elapsed = (): string => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;

const at = dice(values.seed);
const scene = await setScene(at, values.seed);
let nowSec = Math.floor(Date.now() / 1000);
const firstSec = nowSec;
const nowMs = (): number => nowSec * 1000;
const ports = scene.reader(nowMs);
await ports.ready;
const truths = new Map(scene.tokens.map((token) => [token, truthOf(token)]));
const crowd = players(scene, ports, at.branch("players"));
const staff = await hire(scene.env, scene.folder, at.branch("staff"));
const weather = at.branch("weather");
let undone = 0;
let deepest = 0;
let missed = 0;
const late = new Map<string, { snapshotId: bigint; turns: number }>();

const mine = async (blocks: number, apartSec = 1): Promise<void> => {
	const heads = [];
	for (const chain of scene.chains) heads.push(await chain.mine(blocks, apartSec, nowSec + 1));
	nowSec = Math.max(...heads);
};
const schedule: readonly Job["fn"][] = ["watch", "snapshot", "sweep", "payout", "relay", "settle", "notify"];
/** One turn of the schedule, in any order, with what holders post. */
const round = async (): Promise<void> => {
	const posts = [...(await crowd.mandates(nowMs())), ...(await crowd.posts(nowMs()))];
	const jobs = weather.shuffle(schedule).map((fn) => ({ task: { fn, nowMs: nowMs() } }));
	await staff.round([...posts, ...jobs]);
};
/** Blocks until all that was mined is final; on the second chain more, since one of its tokens counts them. */
const passTime = async (untilSec: number): Promise<void> => {
	const [a, b] = scene.chains;
	if (!a || !b) return;
	const apart = (blocks: number): number => Math.max(1, Math.floor((untilSec - nowSec) / blocks));
	const heads = [
		await a.mine(FINALITY + 4, apart(FINALITY + 4), nowSec + 1),
		await b.mine(260, apart(260), nowSec + 1),
	];
	nowSec = Math.max(...heads);
};
const undo = async (): Promise<void> => {
	for (const chain of scene.chains) {
		const depth = await chain.undo();
		if (depth === 0) continue;
		undone++;
		deepest = Math.max(deepest, depth);
	}
};
/** Whether a token's policy calls for a snapshot again and again, and none comes. */
const checkSnapshots = async (): Promise<void> => {
	for (const token of ports.tokens) {
		const { currentSnapshotId: snapshotId } = await ports.dialect(token).state("latest");
		const isDue = (await snapshotVerdict(ports, token)).due;
		const before = late.get(token.id);
		const again = isDue && before?.snapshotId === snapshotId ? before.turns + 1 : 1;
		if (isDue && again > LATE_TURNS) {
			missed++;
			print(`  ${token.id}: the snapshot after ${snapshotId} was due for ${again} turns`);
		}
		if (isDue) late.set(token.id, { snapshotId, turns: again });
		else late.delete(token.id);
	}
};
const turn = async (isCalm: boolean): Promise<void> => {
	const endSec = nowSec + TURN_SEC;
	if (!isCalm) await crowd.earn();
	await mine(2);
	await round();
	const struck = !isCalm && crowd.untaken() === 0 ? scene.chains.filter(() => weather.chance(0.3)) : [];
	for (const chain of struck) await chain.mark();
	await mine(1 + weather.below(3));
	if (!isCalm && weather.chance(0.5)) await crowd.earn();
	await round();
	// As deep as finality allows: what was final is never undone.
	if (struck.length > 0) await mine(weather.pick([1, 8, 30, 57]));
	await round();
	await undo();
	await mine(2);
	await round();
	await passTime(endSec);
	await round();
	await checkSnapshots();
	for (const truth of truths.values()) await truth.note();
};
const isQuiet = async (): Promise<boolean> => {
	for (const { id } of scene.lanes) {
		if ((await ports.store.lanes.open(id)).length > 0) return false;
		if ((await ports.store.claims.waiting(id, 1)).claims.length > 0) return false;
	}
	return (await laneWei()) >= LANE_TARGET_WEI && (await crowd.isContent());
};
/** What the lane that pays for itself has. */
const laneWei = async (): Promise<bigint> => ports.chain(31337).balanceWei(scene.lanes[0]?.address as Address);

try {
	const mishaps: Mishap[] = [
		{ kind: "lost answer" },
		{ kind: "lost request" },
		{ kind: "twice" },
		{ kind: "stale", blocks: 3 },
		{ kind: "http", status: 502, forwards: true },
		{ kind: "truncated" },
	];
	for (const proxy of scene.proxies) proxy.rules.push(...mishaps.map((mishap) => ({ mishap, rate: 0.005 })));
	for (let at = 1; nowSec - firstSec < daysWanted * 86_400; at++) {
		await turn(false);
		if (at % 6 === 0)
			print(
				`${elapsed()}: day ${((nowSec - firstSec) / 86_400).toFixed(1)}, ${staff.kills} kills, ${undone} reorgs, ` +
					`${crowd.accepted.size} claims posted`,
			);
	}
	const days = (nowSec - firstSec) / 86_400;
	staff.calm();
	for (const proxy of scene.proxies) proxy.rules.length = 0;
	let rest = 0;
	while (rest < MOST_REST && !(rest >= 3 && (await isQuiet()))) {
		await turn(true);
		rest++;
	}
	const found = await judge(scene, truths, ports, crowd.accepted);
	await staff.stop();
	const faults = scene.proxies.flatMap(({ struck }) => [...struck.values()]).reduce((sum, one) => sum + one, 0);

	for (const line of found.lines) print(line);
	print(
		`${found.claims} claims, ${found.settled} settled, ${found.snapshots} snapshots, ${found.paidWei} wei paid, ${undone} ` +
			`reorgs up to ${deepest} deep, ${faults} faults of nodes, ${staff.kills} kills, ${staff.naps} naps, ${rest} turns of rest, ${elapsed()}`,
	);
	for (const [what, times] of [...staff.heard].sort((a, b) => b[1] - a[1]).slice(0, 15))
		print(`  heard ${times} x ${what}`);
	for (const [kind, lines] of Object.entries(found))
		if (Array.isArray(lines) && kind !== "lines") for (const line of lines.slice(0, 20)) print(`  ${kind}: ${line}`);

	const against = `seed ${values.seed}, ${found.claims} claims, ${found.snapshots} snapshots, ${undone} reorgs`;
	const figures: Figure[] = [
		{ key: "soak.days", value: Number(days.toFixed(2)), unit: "simulated days", goal: `>= ${values.days}`, against },
		{ key: "soak.kills", value: staff.kills, unit: "kills", against },
		{ key: "soak.lost", value: found.lost.length, unit: "claims and holders", goal: "<= 0", against },
		{ key: "soak.doubled", value: found.doubled.length, unit: "claims and holders", goal: "<= 0", against },
		{ key: "soak.jammed", value: found.jammed.length, unit: "rows and claims", goal: "<= 0", against },
		{ key: "soak.missed-snapshots", value: missed, unit: "snapshots", goal: "<= 0", against },
		{
			key: "soak.ledger-difference-wei",
			value: Number(found.ledgerDifferenceWei) + found.ledger.length,
			unit: "wei",
			goal: "<= 0",
			against,
		},
		{
			key: "soak.lane-of-start",
			value: Number(((await laneWei()) * 1_000n) / LANE_TARGET_WEI) / 1_000,
			unit: "ratio",
			goal: ">= 1",
			against: "what the lane began with; the rest came from revenue, by router and tank",
		},
	];
	for (const figure of figures)
		print(
			`${figure.key.padEnd(28)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${reached(figure) ? "" : "  MISSED"}`,
		);
	if (values.json) writeFigures(values.json, "soak", figures);
	if (found.settled === 0 || !figures.every(reached)) process.exitCode = 1;
} finally {
	await scene.stop();
}
