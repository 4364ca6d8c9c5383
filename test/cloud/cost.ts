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
};
/** A batch as it is when claims come in numbers. */
const BATCH = 50;
/** A holder's way: quote, POST, and two looks at the claim. */
const API_REQUESTS = 4;
const LOG_BYTES_PER_CLAIM = 3_500;
const CLAIMS_GB = 0.5;
const SETTLE_GB = 0.25;
const RELAY_GB = 0.5;
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

/** What a million claims cost, from the calls that `claims` claims made in this run; `seconds`: how long a POST took. */
export function costOfMillion(calls: Call[], fnOf: (call: Call) => string, claims: number, seconds: number): Row[] {
	let [reads, writes, signs] = [0, 0, 0];
	for (const call of calls) {
		const perClaim = fnOf(call) === "claims" || call.body.includes('"claim#0x');
		const share = perClaim ? 1 / claims : 1 / BATCH;
		if (call.service === "kms" && call.action === "Sign") signs += share;
		if (call.service !== "dynamodb" || fnOf(call) === "watch") continue;
		const units = unitsOf(call);
		reads += units.reads * share;
		writes += units.writes * share;
	}
	const million = 1e6;
	const row = (what: string, count: number, price: number): Row => ({
		what,
		count: count * million,
		usd: count * million * price,
	});
	return [
		row("DynamoDB write units", writes, PRICES.writeUnit),
		row("DynamoDB read units", reads + 2, PRICES.readUnit),
		row("HTTP API requests", API_REQUESTS, PRICES.apiRequest),
		row("Lambda requests", API_REQUESTS + 3 / BATCH, PRICES.lambdaRequest),
		row("Lambda GB-seconds: claims", API_REQUESTS * seconds * CLAIMS_GB, PRICES.lambdaGbSec),
		row("Lambda GB-seconds: relay, settle", (SETTLE_SEC * SETTLE_GB + 5 * RELAY_GB) / BATCH, PRICES.lambdaGbSec),
		row("KMS signatures", signs, PRICES.kmsSign),
		row("log, GB", LOG_BYTES_PER_CLAIM / 1e9, PRICES.logGb),
	];
}

export const millionFigure = (rows: Row[]): Figure => ({
	key: "cost.million-claims-usd",
	value: Number(rows.reduce((sum, { usd }) => sum + usd, 0).toFixed(2)),
	unit: "USD",
	goal: "<= 8",
	against: rows.map(({ what, count, usd }) => `${what} ${count.toPrecision(3)}: $${usd.toFixed(2)}`).join("; "),
});

/** A month without a claim: `calls` of `minutes` idle minutes, one lane; always-free allowances counted, and not. */
export function idleFigures(calls: Call[], minutes: number, alarms: number, metrics: number): Figure[] {
	const month = 43_200 / minutes;
	const units = calls.filter(({ service }) => service === "dynamodb").map(unitsOf);
	const table =
		units.reduce((sum, { reads, writes }) => sum + reads * PRICES.readUnit + writes * PRICES.writeUnit, 0) * month;
	const runs = 43_200 * 4 + 8_640;
	const lambda = runs * (PRICES.lambdaRequest + 0.5 * 0.5 * PRICES.lambdaGbSec);
	const kept = PRICES.kmsKeyMonth + table;
	const free = kept + Math.max(0, alarms - 10) * PRICES.alarmMonth + Math.max(0, metrics - 10) * PRICES.metricMonth;
	const full = kept + alarms * PRICES.alarmMonth + metrics * PRICES.metricMonth + 3 + lambda;
	return [
		{
			key: "cost.idle-month-usd",
			value: Number(free.toFixed(2)),
			unit: "USD",
			goal: "<= 2",
			against: `without always-free allowances $${full.toFixed(2)}; table $${table.toFixed(2)}, key $1, ${alarms} alarms, ${metrics} metrics`,
		},
	];
}
