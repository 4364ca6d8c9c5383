// `npm run test:soak`: three tokens of three dialects on two chains live through days of revenue, snapshots, mandates and
// posted claims, in time that is made to pass, while nodes go wrong, blocks are undone and functions die; at the end tables
// and chains must agree. The same `--seed` gives the same revenue, reorgs and fees; which holders ask when, and which worker
// dies over what, goes by how fast the machine is, too.
import { parseArgs } from "node:util";
import type { Address } from "../../functions/core/hex.ts";
import { type Figure, reached, writeFigures } from "../bench/figures.ts";
import { dice } from "../given/dice.ts";
import type { Mishap } from "../given/faulty-rpc.ts";
import { BASE_FEE_WEI } from "./chain.ts";
import { lateness } from "./lateness.ts";
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
/** What is mined before it is undone, beside one to three: as deep as finality allows, since what was final never is. */
const DEPTHS = [1, 8, 30, 61];
/** Turns in which what is left is finished. */
const MOST_REST = 40;
/** What gas costs, as a multiple, in a turn: sometimes more than what was signed before may pay. */
const DEARER = [1n, 1n, 1n, 1n, 1n, 1n, 3n];
/** At the end a refill of little is worth its gas; less than a hundredth of what the lane should have never is. */
const CALM_FEE_WEI = BASE_FEE_WEI / 1_000n;
const LANE_FULL_WEI = (LANE_TARGET_WEI * 99n) / 100n;
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
const late = lateness(ports, staff.asked, print);

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
const turn = async (isCalm: boolean): Promise<void> => {
	const endSec = nowSec + TURN_SEC;
	for (const chain of scene.chains) chain.baseFeeWei = isCalm ? CALM_FEE_WEI : BASE_FEE_WEI * weather.pick(DEARER);
	if (!isCalm) await crowd.earn();
	await mine(2);
	await round();
	const inDanger = scene.chains.filter(() => weather.chance(0.3));
	const depth = weather.pick(DEPTHS);
	const earnsAgain = weather.chance(0.5);
	const struck = !isCalm && crowd.untaken() === 0 ? inDanger : [];
	for (const chain of struck) await chain.mark();
	await mine(1 + weather.below(3));
	if (!isCalm && earnsAgain) await crowd.earn();
	await round();
	if (struck.length > 0) await mine(depth);
	await round();
	await undo();
	await mine(2);
	await round();
	await passTime(endSec);
	await round();
	for (const truth of truths.values()) await truth.note();
	await late.check(nowSec, truths);
};
const isQuiet = async (): Promise<boolean> => {
	for (const { id } of scene.lanes) {
		if ((await ports.store.lanes.open(id)).length > 0) return false;
		if ((await ports.store.claims.waiting(id, 1)).claims.length > 0) return false;
	}
	for (const { id, chainId } of ports.tokens) {
		const { number } = await ports.chain(chainId).block("finalized");
		if ((await ports.store.ledger.cursor(id))?.blockNumber !== number) return false;
	}
	return (await laneWei()) >= LANE_FULL_WEI && (await crowd.isContent());
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
		{ key: "soak.reorgs", value: undone, unit: "reorgs", against: `up to ${deepest} deep` },
		{ key: "soak.missed-snapshots", value: late.missedSnapshots, unit: "snapshots", goal: "<= 0", against },
		{ key: "soak.late-ledgers", value: late.lateLedgers, unit: "times", goal: "<= 0", against },
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
			goal: ">= 0.99",
			against: "what the lane began with; the rest came from revenue, by router and tank",
		},
	];
	for (const figure of figures)
		print(
			`${figure.key.padEnd(28)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${reached(figure) ? "" : "  MISSED"}`,
		);
	if (values.json) writeFigures(values.json, "soak", figures);
	// A run in which nobody was paid and nothing went wrong shows nothing.
	const isEventful = found.settled > 0 && staff.kills > 0 && (undone > 0 || days < 1);
	if (!isEventful || !figures.every(reached)) process.exitCode = 1;
} finally {
	await scene.stop();
}
