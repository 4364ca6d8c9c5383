import { minutesBetweenRuns, NOTE_MS } from "../../functions/core/schedule.ts";
import type { Figure } from "../bench/figures.ts";
import type { Call } from "./recorder.ts";

/** AWS list prices in USD, us-east-1, of November 2025. */
const PRICES = {
	writeUnit: 0.625e-6,
	readUnit: 0.125e-6,
	lambdaRequest: 0.2e-6,
	lambdaGbSec: 0.0000133334,
	apiRequest: 1e-6,
	kmsSign: 0.15e-4,
	kmsKeyMonth: 1,
	logGb: 0.5,
	metricMonth: 0.3,
	alarmMonth: 0.1,
	dashboardMonth: 3,
	schedulerStart: 1e-6,
};
/** Of the prices above, what AWS takes nothing for in a month, for good. */
const FREE_LOG_GB = 5;
const FREE_SCHEDULER_STARTS = 14e6;
/** A batch as it is when claims come in numbers. */
const BATCH = 50;
/** A holder's way: quote, POST, and two looks at the claim. */
const LOOKS = 2;
const API_REQUESTS = 2 + LOOKS;
/** A line of the access log, as serverless.yml words it. */
const ACCESS_LOG_BYTES = 150;
const CLAIMS_GB = 0.5;
const SETTLE_GB = 0.25;
const RELAY_GB = 0.5;
// How long functions run is not counted, because the emulator's machine is not Lambda's: reckoned, as docs/cost.md says.
const RELAY_SEC = 5;
/** On Ethereum: a block until it is mined, then a look a minute until it is final, a quarter of an hour later. */
const SETTLE_SEC = 12 + 16 * 0.5;

/** The table's units that one call takes: writes by 1 KB and by index, consistent reads by 4 KB, each key of a batch. */
function unitsOf({ action, body, reply, status }: Call): { reads: number; writes: number } {
	const input = JSON.parse(body);
	switch (action) {
		case "PutItem": {
			// A refused condition costs what the write would have. An index of keys is written when they appear or go: both
			// with a new claim, the queue's when it leaves it.
			const version = input.Item?.holderKey ? Number(input.Item.version?.N) : 0;
			const indexes = status === 200 ? ({ 1: 2, 2: 1 }[version] ?? 0) : 0;
			return { reads: 0, writes: Math.ceil(sizeOf({ M: input.Item }) / 1024) + indexes };
		}
		case "UpdateItem":
		case "DeleteItem":
			return { reads: 0, writes: 1 };
		case "BatchWriteItem":
			return { reads: 0, writes: Object.values(input.RequestItems as Record<string, unknown[]>).flat().length };
		case "BatchGetItem": {
			const keys = Object.values(input.RequestItems as Record<string, { Keys: unknown[] }>).flatMap(({ Keys }) => Keys);
			return { reads: keys.length, writes: 0 };
		}
		default:
			return { reads: Math.max(1, Math.ceil(reply.length / 4096)), writes: 0 };
	}
}

type Attribute = { S?: string; N?: string; BOOL?: boolean; L?: Attribute[]; M?: Record<string, Attribute> };

/** An attribute's bytes as DynamoDB counts them: names and values, a little for each list and map. */
function sizeOf({ S, N, L, M }: Attribute): number {
	if (S !== undefined) return Buffer.byteLength(S);
	if (N !== undefined) return Math.ceil(N.length / 2) + 1;
	if (L) return L.reduce((sum, one) => sum + sizeOf(one) + 1, 3);
	if (M) return Object.entries(M).reduce((sum, [name, one]) => sum + Buffer.byteLength(name) + sizeOf(one) + 1, 3);
	return 1;
}

interface Row {
	what: string;
	count: number;
	usd: number;
}

/** What was counted of `claims` claims that went out in `batches` transactions. */
interface Counted {
	calls: Call[];
	fnOf: (call: Call) => string;
	claims: number;
	batches: number;
	/** Of the claims function: a quote and a POST for each claim; looks at claims. */
	posts: Billed;
	looks: Billed;
	/** What the other functions logged meanwhile. */
	jobBytes: number;
}
/** What runs of a function logged, and how long they kept it, as seen from outside. */
interface Billed {
	bytes: number;
	runs: number;
	seconds: number;
}

/** What a million claims cost: what each claim takes by itself, and its part of a batch of BATCH. */
export function costOfMillion({ calls, fnOf, claims, batches, posts, looks, jobBytes }: Counted): Row[] {
	const ofBatch = 1 / (batches * BATCH);
	let [reads, writes, signs] = [0, 0, 0];
	for (const call of calls) {
		const perClaim = fnOf(call) === "claims" || call.body.includes('"claim#0x');
		const share = perClaim ? 1 / claims : ofBatch;
		if (call.service === "kms" && call.action === "Sign") signs += share;
		if (call.service !== "dynamodb" || fnOf(call) === "watch") continue;
		const units = unitsOf(call);
		reads += units.reads * share;
		writes += units.writes * share;
	}
	const look = (of: keyof Billed): number => (LOOKS * looks[of]) / Math.max(1, looks.runs);
	const seconds = posts.seconds / claims + look("seconds");
	const bytes = posts.bytes / claims + look("bytes") + jobBytes * ofBatch + API_REQUESTS * ACCESS_LOG_BYTES;
	const million = 1e6;
	const row = (what: string, count: number, price: number): Row => ({
		what,
		count: count * million,
		usd: count * million * price,
	});
	return [
		row("DynamoDB write units", writes, PRICES.writeUnit),
		row("DynamoDB read units", reads + LOOKS, PRICES.readUnit),
		row("HTTP API requests", API_REQUESTS, PRICES.apiRequest),
		row("Lambda requests", API_REQUESTS + 3 / BATCH, PRICES.lambdaRequest),
		row("Lambda GB-seconds: claims", seconds * CLAIMS_GB, PRICES.lambdaGbSec),
		row(
			"Lambda GB-seconds: relay, settle",
			(SETTLE_SEC * SETTLE_GB + RELAY_SEC * RELAY_GB) / BATCH,
			PRICES.lambdaGbSec,
		),
		row("KMS signatures", signs, PRICES.kmsSign),
		row("log, GB", bytes / 1e9, PRICES.logGb),
	];
}

export const millionFigure = (rows: Row[]): Figure => ({
	key: "cost.million-claims-usd",
	value: Number(rows.reduce((sum, { usd }) => sum + usd, 0).toFixed(2)),
	unit: "USD",
	goal: "<= 8",
	against: rows.map(({ what, count, usd }) => `${what} ${count.toPrecision(3)}: $${usd.toFixed(2)}`).join("; "),
});

/** What the table asks for these calls. */
export const usdOf = (calls: readonly Call[]): number =>
	calls
		.filter(({ service }) => service === "dynamodb")
		.map(unitsOf)
		.reduce((sum, { reads, writes }) => sum + reads * PRICES.readUnit + writes * PRICES.writeUnit, 0);

const MONTH_MINUTES = 43_200;
/** A stage that says nothing else (functions/core/stage.ts). */
const SCHEDULES = { snapshot: "rate(5 minutes)", sweep: "rate(10 minutes)" };

/** Of a run that finds nothing to do: reckoned, too. Every function as large as most are. */
const IDLE_SEC = 0.5;
const IDLE_GB = 0.5;

/** What was counted of a stage that has nothing to do. */
interface Idle {
	/** The calls of one run of each scheduled function. */
	runs: ReadonlyMap<string, readonly Call[]>;
	/** Bytes that one run of each logs. */
	logged: ReadonlyMap<string, number>;
	alarms: number;
	metrics: number;
}

/** A month without a claim; always-free allowances counted, and not. */
export function idleFigure({ runs, logged, alarms, metrics }: Idle): Figure {
	const minutes = minutesBetweenRuns(SCHEDULES);
	const timesOf = (fn: string): number => MONTH_MINUTES / (minutes[fn] ?? 1);
	// A run is noted once in a while, by the same process: not in each of those that were counted.
	const notes = [...runs.keys()].reduce(
		(sum, fn) => sum + Math.min(MONTH_MINUTES / (NOTE_MS / 60_000), timesOf(fn)),
		0,
	);
	const table = [...runs].reduce((sum, [fn, calls]) => sum + usdOf(calls) * timesOf(fn), 0) + notes * PRICES.writeUnit;
	const started = [...runs.keys()].reduce((sum, fn) => sum + timesOf(fn), 0);
	const lambda = started * (PRICES.lambdaRequest + IDLE_SEC * IDLE_GB * PRICES.lambdaGbSec);
	const logGb = [...logged].reduce((sum, [fn, bytes]) => sum + (bytes * timesOf(fn)) / 1e9, 0);
	/** What is above an allowance. */
	const above = (count: number, allowance: number): number => Math.max(0, count - allowance);
	const kept = PRICES.kmsKeyMonth + table;
	const free =
		kept +
		above(alarms, 10) * PRICES.alarmMonth +
		above(metrics, 10) * PRICES.metricMonth +
		above(started, FREE_SCHEDULER_STARTS) * PRICES.schedulerStart +
		above(logGb, FREE_LOG_GB) * PRICES.logGb;
	const asked = {
		alarms: alarms * PRICES.alarmMonth,
		metrics: metrics * PRICES.metricMonth,
		dashboard: PRICES.dashboardMonth,
		Lambda: lambda,
		Scheduler: started * PRICES.schedulerStart,
		log: logGb * PRICES.logGb,
	};
	const full = kept + Object.values(asked).reduce((sum, usd) => sum + usd, 0);
	const each = [...runs].map(([fn, calls]) => `${fn} ${(usdOf(calls) * timesOf(fn)).toFixed(2)}`).join(", ");
	const rest = Object.entries(asked).map(([what, usd]) => `${what} $${usd.toFixed(2)}`);
	return {
		key: "cost.idle-month-usd",
		value: Number(free.toFixed(2)),
		unit: "USD",
		goal: "<= 2",
		against: `without always-free allowances $${full.toFixed(2)}: ${rest.join(", ")}; table $${table.toFixed(2)} (${each}), key $1; ${alarms} alarms, ${metrics} metrics, ${Math.round(started)} runs, ${logGb.toFixed(2)} GB of log`,
	};
}
