import { NAMESPACE } from "../../functions/core/metric.ts";
import { type Cfn, functionId, pascal, type Resources, ref, type Stack } from "./names.ts";

interface Alarm {
	/** What is wrong and where to read on: docs/runbook.md has a heading of this name. */
	says: string;
	namespace: string;
	metric: string;
	dimensions: Record<string, unknown>;
	statistic?: "Sum" | "Minimum" | "Maximum";
	/** Instead of a statistic. */
	percentile?: string;
	periodSec: number;
	/** So many of the last so many periods. */
	of: readonly [number, number];
	comparison: ">" | "<" | ">=";
	threshold: number;
	missing: "breaching" | "notBreaching" | "missing";
}
const comparisons = {
	">": "GreaterThanThreshold",
	"<": "LessThanThreshold",
	">=": "GreaterThanOrEqualToThreshold",
} as const;

/** Every alarm by its name in the stack. */
export function alarmsOf(stack: Stack): Record<string, Alarm> {
	const { stage, name: service } = stack;
	const { alerts } = stage;
	const own = { namespace: NAMESPACE, statistic: "Maximum", periodSec: 60, of: [3, 5], comparison: ">" } as const;
	const lanes = stage.lanes.map(({ id }) => {
		const dimensions = { service, lane: id };
		return {
			[`lane-${id}-backlog`]: {
				...own,
				says: `lane ${id}: a claim has been waiting too long`,
				metric: "BacklogAge",
				dimensions,
				threshold: alerts.backlogSec,
				missing: "notBreaching",
			},
			[`lane-${id}-stuck`]: {
				...own,
				says: `lane ${id}: a transaction is not mined`,
				metric: "UnminedAge",
				dimensions,
				threshold: alerts.stuckSec,
				missing: "notBreaching",
			},
			[`lane-${id}-balance`]: {
				...own,
				says: `lane ${id}: its account has little left to pay gas with`,
				metric: "LaneBalance",
				dimensions,
				statistic: "Minimum",
				comparison: "<",
				threshold: Number(alerts.laneBalanceWei) / 1e18,
				missing: "missing",
			},
		} satisfies Record<string, Alarm>;
	});
	const tokens = stage.tokens.map(({ id }) => ({
		[`token-${id}-ledger`]: {
			...own,
			says: `token ${id}: its ledger does not follow the chain`,
			metric: "LedgerLag",
			dimensions: { service, tokenId: id },
			threshold: alerts.ledgerLagSec,
			missing: "notBreaching",
		} satisfies Alarm,
	}));
	return Object.assign({}, ...lanes, ...tokens, {
		"failed-runs": {
			...own,
			says: "runs of functions fail",
			metric: "FailedRuns",
			dimensions: { service },
			statistic: "Sum",
			comparison: ">=",
			threshold: 1,
			missing: "notBreaching",
		},
		// It says which other function is not started any more (schedule.missed); of itself nobody else would.
		schedules: {
			says: "nobody looks after the schedules: notify is not started by its own",
			namespace: NAMESPACE,
			metric: "SchedulesChecked",
			dimensions: { service },
			statistic: "Sum",
			periodSec: 300,
			of: [1, 1],
			comparison: "<",
			threshold: 1,
			missing: "breaching",
		},
		"claims-throttled": {
			says: "claims: Lambda turned requests away",
			namespace: "AWS/Lambda",
			metric: "Throttles",
			dimensions: { FunctionName: ref(functionId("claims")) },
			statistic: "Sum",
			periodSec: 60,
			of: [3, 5],
			comparison: ">=",
			threshold: 1,
			missing: "notBreaching",
		},
		"api-5xx": {
			...api("5xx"),
			says: "API: replies of 5xx",
			statistic: "Sum",
			comparison: ">=",
			threshold: 5,
		},
		"api-latency": {
			...api("Latency"),
			says: "API: one reply in a hundred is slow",
			percentile: "p99",
			periodSec: 300,
			threshold: alerts.latencyP99Ms,
		},
		"notices-dead": {
			says: "a notice was not taken by whom it was for, and is given up",
			namespace: NAMESPACE,
			metric: "NoticesDead",
			dimensions: { service },
			statistic: "Sum",
			periodSec: 300,
			of: [1, 1],
			comparison: ">=",
			threshold: 1,
			missing: "notBreaching",
		},
		failures: {
			says: "runs that failed or were never started lie in the failure queue",
			namespace: "AWS/SQS",
			metric: "NumberOfMessagesSent",
			dimensions: { QueueName: { "Fn::GetAtt": ["FailureQueue", "QueueName"] } },
			statistic: "Sum",
			periodSec: 300,
			of: [2, 3],
			comparison: ">=",
			threshold: 3,
			missing: "notBreaching",
		},
	} satisfies Record<string, Alarm>);
}

const api = (metric: string) =>
	({
		namespace: "AWS/ApiGateway",
		metric,
		dimensions: { ApiId: ref("HttpApi") },
		periodSec: 60,
		of: [3, 5],
		comparison: ">",
		missing: "notBreaching",
	}) as const;

/** The alarms as resources; each tells the alert topic when it begins and when it is over. */
export function alarmResources(stack: Stack): Resources {
	return Object.fromEntries(
		Object.entries(alarmsOf(stack)).map(([name, alarm]) => [`${pascal(name)}Alarm`, resource(stack, name, alarm)]),
	);
}

function resource({ name: stack }: Stack, name: string, alarm: Alarm): Cfn {
	const [datapoints, periods] = alarm.of;
	return {
		Type: "AWS::CloudWatch::Alarm",
		Properties: {
			AlarmName: `${stack}-${name}`,
			AlarmDescription: `${alarm.says}. What to do: docs/runbook.md`,
			Namespace: alarm.namespace,
			MetricName: alarm.metric,
			Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
			...(alarm.percentile ? { ExtendedStatistic: alarm.percentile } : { Statistic: alarm.statistic }),
			Period: alarm.periodSec,
			EvaluationPeriods: periods,
			DatapointsToAlarm: datapoints,
			ComparisonOperator: comparisons[alarm.comparison],
			Threshold: alarm.threshold,
			TreatMissingData: alarm.missing,
			AlarmActions: [ref("AlertTopic")],
			OKActions: [ref("AlertTopic")],
		},
	};
}
