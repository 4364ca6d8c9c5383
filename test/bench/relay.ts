// `npm run bench:relay`: claims a second through one lane, beside the same batches sent raw and beside a plain loop; what a
// post takes; what the table is asked for a claim; and how all that grows with what is stored. `--json FILE` writes the
// figures; `--claims N` and `--stored N` make it shorter.
import { parseArgs } from "node:util";
import { newHolders } from "../../infra/local/holder.ts";
import { type Figure, reached, writeFigures } from "./figures.ts";
import { growth } from "./growth.ts";
import { postRun } from "./posts.ts";
import { atOnce, type Measured, naiveRun, rawRun, serviceRun, tableRun } from "./relay-runs.ts";
import { relayWorld } from "./relay-world.ts";

const { values } = parseArgs({
	options: {
		json: { type: "string" },
		claims: { type: "string", default: "2000" },
		stored: { type: "string", default: "100000" },
	},
});
const CLAIMS = Number(values.claims);
/** The loop is slow: it is given fewer. */
const LOOP_CLAIMS = Math.min(CLAIMS, 400);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const show = (what: string, { claims, seconds, claimsPerSec }: Measured): void =>
	print(`${what.padEnd(44)} ${claims} claims in ${seconds.toFixed(1)} s: ${claimsPerSec.toFixed(0)} a second`);
const figures: Figure[] = [];
const add = (key: string, value: number, unit: string, more: Partial<Figure> = {}): void => {
	figures.push({ key, value: Number(value.toPrecision(4)), unit, ...more });
};

const world = await relayWorld(newHolders(CLAIMS));
try {
	for (const route of ["forwarder", "on-behalf"] as const) {
		const orders = await atOnce(
			20,
			world.holders.map((holder) => () => world.order(holder, route)),
		);
		const start = await world.checkpoint();
		const ours = await serviceRun(world, orders);
		show(`${route}, through one lane (${ours.transactions} transactions)`, ours);
		await world.restore(start);
		const again = await world.checkpoint();
		const raw = await rawRun(world, ours.payloads, CLAIMS);
		show(`${route}, the same transactions sent raw`, raw);
		await world.restore(again);
		add(`relay.${route}.claims-per-s`, ours.claimsPerSec, "claims/s", { goal: ">= 100" });
		add(`relay.${route}.of-raw`, ours.claimsPerSec / raw.claimsPerSec, "ratio", {
			goal: ">= 0.7",
			against: `the same batches signed beforehand and sent raw: ${raw.claimsPerSec.toFixed(0)} claims/s`,
		});
		if (route === "on-behalf") {
			const table = await tableRun(ours.ports, ours.claimIds);
			show("one conditional write a claim, nothing else", table);
			add("relay.on-behalf.of-table", ours.claimsPerSec / table.claimsPerSec, "ratio", {
				against: `the emulated table, which takes ${table.claimsPerSec.toFixed(0)} conditional writes/s; a claim needs one`,
			});
			continue;
		}
		const before = await world.checkpoint();
		const loop = await naiveRun(world, orders.slice(0, LOOP_CLAIMS));
		show("forwarder, a plain loop of execute", loop);
		await world.restore(before);
		add("relay.forwarder.of-naive-loop", ours.claimsPerSec / loop.claimsPerSec, "ratio", {
			goal: ">= 1",
			against: `an ethers loop that sends one execute a claim without waiting: ${loop.claimsPerSec.toFixed(0)} claims/s`,
		});
		add("relay.table-requests-per-claim", ours.requests, "requests", {
			against: "post, relay and settlement together",
		});
	}
	const posts = await postRun(world);
	print(`post to 202, 20 clients: p50 ${posts.p50Ms.toFixed(1)} ms, p99 ${posts.p99Ms.toFixed(1)} ms`);
	print(`post to 202, one client: p50 ${posts.aloneP50Ms.toFixed(1)} ms`);
	print(`a handler that does nothing: p50 ${posts.noopP50Ms.toFixed(1)} ms`);
	add("relay.post-p50-ms", posts.p50Ms, "ms", { goal: "<= 60" });
	add("relay.post-p99-ms", posts.p99Ms, "ms");
	add("relay.post-p50-alone-ms", posts.aloneP50Ms, "ms", { against: "20 clients of one process, above" });
	add("relay.post-p50.of-noop", posts.p50Ms / posts.noopP50Ms, "ratio", {
		against: `a handler that does nothing behind the same server: ${posts.noopP50Ms.toFixed(2)} ms`,
	});
	const grown = await growth(world, Number(values.stored), print);
	add("relay.growth-100k", grown, "ratio", {
		goal: "<= 1.2",
		against: `the same claims with 10 stored, instead of ${values.stored}`,
	});
} finally {
	await world.stop();
}
for (const figure of figures) {
	const mark = reached(figure) ? "" : "  MISSED";
	print(`${figure.key.padEnd(34)} ${String(figure.value).padStart(8)} ${figure.unit} ${figure.goal ?? ""}${mark}`);
}
if (values.json) writeFigures(values.json, "relay", figures);
