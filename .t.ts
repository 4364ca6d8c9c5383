import { spawnSync } from "node:child_process";
import { watchWorld } from "./test/bench/watch-world.ts";
import { anyPort, children, eventually } from "./infra/local/children.ts";
const blocks = Number(process.argv[2]), events = Number(process.argv[3]);
const world = await watchWorld(blocks, events, console.log);
const kids = children(() => {});
const port = await anyPort();
kids.start("table", [process.execPath, "test/bench/table-process.ts", String(port), "watch"], {}, () => undefined);
await eventually("table", 20000, async () => fetch(`http://127.0.0.1:${port}`).then(() => true).catch(() => undefined));
await new Promise(r => setTimeout(r, 1000));
for (const kind of (process.env.KINDS ?? "bare,ours,bare").split(",")) {
	const run = spawnSync(process.execPath, ["--expose-gc", ...(process.env.PROF && kind === "ours" ? ["--cpu-prof", "--cpu-prof-dir=/tmp/n-prof"] : []), "test/bench/watch-run.ts", JSON.stringify({ kind, ...world, tableEndpoint: `http://127.0.0.1:${port}`, perBlock: Math.ceil(events / blocks) })], { encoding: "utf8" });
	console.log(kind, run.stdout, run.stderr.slice(0, 2000));
}
if (process.env.KEEP) { console.log(world.rpcUrl, world.token, world.startBlock, world.lastBlock); await new Promise(r => setTimeout(r, 1e9)); }
await kids.stop(); await world.stop();
