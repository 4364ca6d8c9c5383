import { NAMESPACE } from "../../functions/core/metric.ts";
import { alarmsOf } from "./alarms.ts";
import { grants } from "./grants.ts";
import { ACCOUNT, PARTITION, REGION, type Resources, type Stack } from "./names.ts";

type Metric = readonly unknown[];
interface Widget {
	title: string;
	metrics: readonly Metric[];
	stat?: string;
	/** One number instead of a line. */
	single?: true;
	width: number;
	periodSec?: number;
}
const ROW_HEIGHT = 6;

/** One page that answers: is everybody being paid? */
export function dashboard(stack: Stack): Resources {
	const alarms = Object.keys(alarmsOf(stack)).map(
		(name) => `arn:${PARTITION}:cloudwatch:${REGION}:${ACCOUNT}:alarm:${stack.name}-${name}`,
	);
	let y = 0;
	const placed: unknown[] = [
		{ type: "alarm", x: 0, y, width: 24, height: 3, properties: { title: "What is wrong now", alarms } },
	];
	y += 3;
	for (const row of rowsOf(stack)) {
		let x = 0;
		for (const { title, metrics, width, stat = "Maximum", single, periodSec = 60 } of row) {
			const view = single
				? { view: "singleValue", setPeriodToTimeRange: true }
				: { view: "timeSeries", stacked: false };
			const properties = { title, metrics, stat, period: periodSec, region: REGION, ...view };
			placed.push({ type: "metric", x, y, width, height: ROW_HEIGHT, properties });
			x += width;
		}
		y += ROW_HEIGHT;
	}
	return {
		Dashboard: {
			Type: "AWS::CloudWatch::Dashboard",
			Properties: {
				DashboardName: stack.name,
				DashboardBody: { "Fn::Sub": JSON.stringify({ start: "-P1D", widgets: placed }) },
			},
		},
	};
}

function rowsOf({ name: service, stage }: Stack): Widget[][] {
	const count = (name: string, label: string, id: string): Metric => [
		NAMESPACE,
		name,
		"service",
		service,
		{ label, id, stat: "Sum" },
	];
	const perLane = (name: string): Metric[] =>
		stage.lanes.map(({ id }) => [NAMESPACE, name, "service", service, "lane", id, { label: id }]);
	const perFunction = (name: string): Metric[] =>
		Object.keys(grants).map((one) => ["AWS/Lambda", name, "FunctionName", `${service}-${one}`, { label: one }]);
	const api = (name: string, label: string, stat: string): Metric => [
		"AWS/ApiGateway",
		name,
		"ApiId",
		`\${HttpApi}`,
		{ label, stat },
	];
	return [
		[
			{
				title: "Claims: accepted, paid, not paid, still open",
				single: true,
				width: 16,
				metrics: [
					count("ClaimsAccepted", "accepted", "accepted"),
					count("ClaimsSettled", "paid", "settled"),
					count("ClaimsRefused", "refused", "refused"),
					count("ClaimsFailed", "failed", "failed"),
					[{ expression: "accepted - settled - FILL(refused, 0) - FILL(failed, 0)", label: "still open", id: "open" }],
				],
			},
			{
				title: "ETH: arrived, paid to holders",
				single: true,
				width: 8,
				metrics: [count("RevenueSeen", "arrived", "seen"), count("PaidToHolders", "paid", "paid")],
			},
		],
		[
			{ title: "Oldest claim that waits, seconds", width: 8, metrics: perLane("BacklogAge") },
			{ title: "Oldest unmined transaction, seconds", width: 8, metrics: perLane("UnminedAge") },
			{ title: "Lane balance, ETH", width: 8, stat: "Minimum", metrics: perLane("LaneBalance") },
		],
		[
			{
				title: "A claim is sent, its transaction mined, the claim paid for good: after so many seconds, 9 of 10",
				width: 16,
				stat: "p90",
				metrics: ["ClaimSentAfter", "MinedAfter", "ClaimSettledAfter"].map((name) => [
					NAMESPACE,
					name,
					"service",
					service,
					{ label: name },
				]),
			},
			{
				title: "Notices: sent after so many seconds, 9 of 10",
				width: 8,
				stat: "p90",
				metrics: [[NAMESPACE, "NoticeAge", "service", service, { label: "NoticeAge" }]],
			},
		],
		[
			{
				title: "Ledger behind the clock, seconds",
				width: 8,
				metrics: stage.tokens.map(({ id }) => [
					NAMESPACE,
					"LedgerLag",
					"service",
					service,
					"tokenId",
					id,
					{ label: id },
				]),
			},
			{
				title: "API: requests and refusals",
				width: 8,
				metrics: [api("Count", "requests", "Sum"), api("4xx", "4xx", "Sum"), api("5xx", "5xx", "Sum")],
			},
			{
				title: "API: latency, ms",
				width: 8,
				metrics: [api("Latency", "p50", "p50"), api("Latency", "p99", "p99")],
			},
		],
		[
			{ title: "Failed runs", width: 8, stat: "Sum", metrics: perFunction("Errors") },
			{ title: "Runs", width: 8, stat: "Sum", periodSec: 300, metrics: perFunction("Invocations") },
			{ title: "Duration, ms", width: 8, stat: "p99", periodSec: 300, metrics: perFunction("Duration") },
		],
	];
}
