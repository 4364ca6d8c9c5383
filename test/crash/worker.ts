// One worker of the crash test: a process that runs the service's own use cases over the service's own wiring, as its
// parent tells it, and kills itself without a word at the point that it was given.
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { type LaneKey, readAws } from "../../functions/config.ts";
import { Fault } from "../../functions/core/fault.ts";
import type { Hex } from "../../functions/core/hex.ts";
import type { Invoker } from "../../functions/core/ports/invoker.ts";
import type { Log, Ports } from "../../functions/core/ports/ports.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { fickleSender } from "../given/fickle-sender.ts";
import { isPoint, withKillPoints, withoutLeases } from "../given/kill-points.ts";
import type { Kill, Nap, Work } from "./plan.ts";
import type { Basic } from "./start-worker.ts";

export type Task =
	| { work: "post"; order: ClaimOrder }
	| { work: "relay" }
	| { work: "settle"; budgetMs: number }
	| { work: "snapshot" };
/** What a worker is started with: its only argument, as JSON. */
export interface Life {
	kill?: Kill;
	nap?: Nap;
	ignoresLeases: boolean;
}
export type Told = { woken: Work } | { warned: string; facts: Record<string, unknown> } | { napped: true };

const { kill, nap, ignoresLeases } = JSON.parse(process.argv[2] ?? "{}") as Life;
const tell = (told: Told | Basic): void => void process.send?.(told);
let doing: Work | undefined;
let passed = 0;
let isRested = false;

const localKey = (key: LaneKey): Hex => {
	if (key.kind !== "local") throw new Error("the workers sign with local keys");
	return key.key;
};
const log: Log = { info: () => undefined, warn: (warned, facts) => tell({ warned, facts }) };
const invoker: Invoker = { wake: async ({ fn }) => void (fn !== "payout" && fn !== "notify" && tell({ woken: fn })) };
const config = readConfig();
const wired = wirePorts(config, { store: dynamoStore(config.tableName, dynamoClient(readAws())), invoker, log });
const fickle: Ports = { ...wired, sender: async (lane) => fickleSender(localKey(config.laneKey(lane.id))) };
const free = ignoresLeases ? withoutLeases(fickle) : fickle;
const ports: Ports = withKillPoints(free, (method, when, argument) => {
	if (nap && !isRested && nap.when === when && isPoint(nap.point, method, argument)) {
		isRested = true;
		// The whole process stands still, as a frozen Lambda does.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, nap.ms);
		tell({ napped: true });
	}
	if (!kill || "afterMs" in kill || kill.work !== doing) return;
	if (kill.when !== when || !isPoint(kill.point, method, argument)) return;
	passed++;
	if (passed === kill.pass) process.kill(process.pid, "SIGKILL");
});

async function run(task: Task): Promise<{ claimId?: string }> {
	const [lane] = ports.lanes;
	const [token] = ports.tokens;
	if (!lane || !token) throw new Error("the stage file has no lane or no token");
	if (task.work === "post") return { claimId: (await acceptClaim(ports, task.order)).id };
	if (task.work === "relay") await relayLane(ports, lane.id);
	if (task.work === "settle") await settleLane(ports, lane.id, task.budgetMs);
	if (task.work === "snapshot") await takeSnapshot(ports, token);
	return {};
}

process.on("disconnect", () => process.exit(0));
process.on("message", (task: Task) => {
	doing = task.work;
	run(task).then(
		(done) => tell({ done }),
		(error: Error) =>
			tell({ failed: { message: error.message, ...(error instanceof Fault ? { code: error.code } : {}) } }),
	);
});
tell({ ready: true });
