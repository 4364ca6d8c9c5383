// One worker of the soak: a process that runs what the functions run, over the service's own wiring, as its parent tells
// it and at the time that its parent gives it, and that dies or stands still where it was told to.
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { acceptMandate, type MandateOrder } from "../../functions/app/accept-mandate.ts";
import { deliverNotices } from "../../functions/app/deliver-notices.ts";
import { inspectTokens } from "../../functions/app/inspect-tokens.ts";
import { payOut } from "../../functions/app/pay-out.ts";
import { refillLanes } from "../../functions/app/refill-lanes.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { sweepToken } from "../../functions/app/sweep-token.ts";
import { takeSnapshot } from "../../functions/app/take-snapshot.ts";
import { watchTokens } from "../../functions/app/watch-tokens.ts";
import { readAws } from "../../functions/config.ts";
import { Fault } from "../../functions/core/fault.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import type { Nap } from "../crash/plan.ts";
import type { Basic } from "../crash/start-worker.ts";
import { isPoint, type When, withKillPoints, withoutLeases } from "../given/kill-points.ts";

export type Job = { fn: "watch" | "snapshot" | "sweep" | "payout" | "relay" | "settle" | "notify" };
export type Task = (Job | { fn: "post"; order: ClaimOrder } | { fn: "mandate"; order: MandateOrder }) & {
	nowMs: number;
};
/** How a worker ends: by its own hand at the n-th change that it makes in a part of its world, or by ours at any moment. */
export type Kill = { part: string; change: number; when: When } | { afterMs: number };
export interface Life {
	kill?: Kill;
	nap?: Nap;
	ignoresLeases: boolean;
}
export type Told = { warned: string; facts: Record<string, unknown> } | { asked: string };

const BUDGET_MS = 2_500;
/** The ports' methods that leave something behind. */
const changes =
	/\.(insert|move\w*|take\w*|prepare|update|put\w*|set\w*|append|remove\w*|add|begin|end|lift|broadcast|sign)$/;
const { kill, nap, ignoresLeases } = JSON.parse(process.argv[2] ?? "{}") as Life;
const tell = (told: Told | Basic): void => void process.send?.(told);
let startedAtMs = Date.now();
let toldMs = startedAtMs;
let passed = 0;
let isRested = false;

const wired = wirePorts(readConfig(), {
	store: dynamoStore(readConfig().tableName, dynamoClient(readAws())),
	invoker: { wake: async () => undefined },
	log: {
		info: (name, { tokenId, sent, reason }) => {
			if (name === "snapshot_asked") tell({ asked: `${tokenId} ${sent ? "sent" : reason}` });
		},
		warn: (warned, facts) => tell({ warned, facts }),
	},
});
const clocked: Ports = { ...wired, nowMs: () => toldMs + (Date.now() - startedAtMs) };
const free = ignoresLeases ? withoutLeases(clocked) : clocked;
const ports: Ports = withKillPoints(free, (method, when, argument) => {
	if (nap && !isRested && nap.when === when && isPoint(nap.point, method, argument)) {
		isRested = true;
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, nap.ms);
	}
	if (!kill || "afterMs" in kill || kill.when !== when || !changes.test(method)) return;
	if (!method.startsWith(kill.part)) return;
	passed++;
	if (passed === kill.change) process.kill(process.pid, "SIGKILL");
});

/** All of them, though one fails: as the functions do. */
async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
	const done = await Promise.allSettled(all.map(work));
	for (const one of done) if (one.status === "rejected") throw one.reason;
}

async function run(task: Task): Promise<{ claimId?: string }> {
	const { tokens, lanes } = ports;
	const untilMs = ports.nowMs() + BUDGET_MS;
	switch (task.fn) {
		case "post":
			return { claimId: (await acceptClaim(ports, task.order)).id };
		case "mandate":
			await acceptMandate(ports, task.order);
			break;
		case "watch":
			await watchTokens(ports, tokens, untilMs);
			await inspectTokens(ports, tokens, untilMs);
			break;
		case "snapshot":
			await each(tokens, (token) => takeSnapshot(ports, token));
			break;
		case "sweep":
			await each([...new Set(tokens.map(({ chainId }) => chainId))], (chainId) => refillLanes(ports, chainId));
			await each(tokens, (token) => sweepToken(ports, token));
			break;
		case "payout":
			await each(tokens, (token) => payOut(ports, token, untilMs));
			break;
		case "relay":
			await each(lanes, ({ id }) => relayLane(ports, id));
			break;
		case "settle":
			await each(lanes, ({ id }) => settleLane(ports, id, 0));
			break;
		case "notify":
			await deliverNotices(ports, untilMs);
	}
	return {};
}

process.on("disconnect", () => process.exit(0));
process.on("message", (task: Task) => {
	startedAtMs = Date.now();
	toldMs = task.nowMs;
	run(task).then(
		(done) => tell({ done }),
		(error: Error) =>
			tell({ failed: { message: error.message, ...(error instanceof Fault ? { code: error.code } : {}) } }),
	);
});
await wired.ready;
tell({ ready: true });
