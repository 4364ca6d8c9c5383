import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { parseStage } from "../../functions/stage-file.ts";
import { allOf, askSns, type Count, type StackOf } from "./read-back.ts";
import { clientOf } from "./stack.ts";

const [OVER, FROM, UNDER] = ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"] as const;
/** Namespace, metric, statistic; comparison, threshold; so many of so many periods of so many seconds; without data. */
type Watched = readonly [string, string, string, string, number, number, number, number, string];

/** What each alarm watches and with which dimensions, written down apart from infra/cloud/alarms.ts. */
function designOf(stackOf: StackOf): Record<string, { watches: Watched; of: Record<string, string> }> {
	const { name: service, apiId, stageFile } = stackOf();
	const { alerts, lanes, tokens } = parseStage(stageFile);
	const own = "imo-relay";
	const quiet = "notBreaching";
	const minutes = [3, 5, 60] as const;
	const lane = ({ id }: { id: string }) => {
		const of = { service, lane: id };
		const balance = Number(alerts.laneBalanceWei) / 1e18;
		return {
			[`lane-${id}-backlog`]: {
				watches: [own, "BacklogAge", "Maximum", OVER, alerts.backlogSec, ...minutes, quiet],
				of,
			},
			[`lane-${id}-stuck`]: { watches: [own, "UnminedAge", "Maximum", OVER, alerts.stuckSec, ...minutes, quiet], of },
			[`lane-${id}-balance`]: { watches: [own, "LaneBalance", "Minimum", UNDER, balance, ...minutes, "missing"], of },
		} as const;
	};
	const token = ({ id }: { id: string }) =>
		({
			[`token-${id}-ledger`]: {
				watches: [own, "LedgerLag", "Maximum", OVER, alerts.ledgerLagSec, ...minutes, quiet],
				of: { service, tokenId: id },
			},
		}) as const;
	const aws = {
		"claims-throttled": {
			watches: ["AWS/Lambda", "Throttles", "Sum", FROM, 1, ...minutes, quiet],
			of: { FunctionName: `${service}-claims` },
		},
		"api-5xx": { watches: ["AWS/ApiGateway", "5xx", "Sum", FROM, 5, ...minutes, quiet], of: { ApiId: apiId } },
		"api-latency": {
			watches: ["AWS/ApiGateway", "Latency", "p99", OVER, alerts.latencyP99Ms, 3, 5, 300, quiet],
			of: { ApiId: apiId },
		},
		failures: {
			watches: ["AWS/SQS", "NumberOfMessagesSent", "Sum", FROM, 3, 2, 3, 300, quiet],
			of: { QueueName: `${service}-failures` },
		},
	} as const;
	return {
		...aws,
		"failed-runs": { watches: [own, "FailedRuns", "Sum", FROM, 1, ...minutes, quiet], of: { service } },
		schedules: { watches: [own, "SchedulesChecked", "Sum", UNDER, 1, 1, 1, 300, "breaching"], of: { service } },
		"notices-dead": { watches: [own, "NoticesDead", "Sum", FROM, 1, 1, 1, 300, quiet], of: { service } },
		...Object.assign({}, ...lanes.map(lane), ...tokens.map(token)),
	};
}

/** Alarms, and the ways on which people are told, as they are deployed. */
export function alertsSuite(stackOf: StackOf, count: Count): void {
	test("every alarm of the design is there as it is meant, no other is, and each tells the alert topic", async () => {
		const { name, outputs } = stackOf();
		const client = new CloudWatchClient(clientOf(stackOf()));
		const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${name}-` }));
		client.destroy();
		const found = MetricAlarms.map((one) => [
			one.AlarmName,
			{
				watches: [
					one.Namespace,
					one.MetricName,
					one.ExtendedStatistic ?? one.Statistic, // beside a percentile the emulator says Average
					one.ComparisonOperator,
					one.Threshold,
					one.DatapointsToAlarm,
					one.EvaluationPeriods,
					one.Period,
					one.TreatMissingData,
				],
				of: Object.fromEntries((one.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
				tells: [one.ActionsEnabled, one.AlarmActions, one.OKActions],
			},
		]);
		const topic = [outputs.AlertTopicArn];
		const meant = Object.entries(designOf(stackOf)).map(([alarm, design]) => [
			`${name}-${alarm}`,
			{ ...design, tells: [true, topic, topic] },
		]);
		expect(Object.fromEntries(found)).toEqual(Object.fromEntries(meant));
		count(...found.map(([alarm]) => String(alarm)));
	});

	test("alarms of this account alone may publish to the alert topic, and each address of the stage file is told", async () => {
		const { account, name, outputs, region } = stackOf();
		const TopicArn = outputs.AlertTopicArn ?? "";
		expect(TopicArn).toBe(`arn:aws:sns:${region}:${account}:${name}-alerts`);
		const attributes = await askSns(stackOf(), "GetTopicAttributes", { TopicArn });
		const policy = /<key>Policy<\/key><value>([^<]*)<\/value>/.exec(attributes)?.[1] ?? "{}";
		expect(JSON.parse(policy).Statement).toEqual([
			{
				Sid: "AlarmsOfThisAccount",
				Effect: "Allow",
				Principal: { Service: "cloudwatch.amazonaws.com" },
				Action: "sns:Publish",
				Resource: TopicArn,
				Condition: { StringEquals: { "aws:SourceAccount": account } },
			},
		]);
		const listed = await askSns(stackOf(), "ListSubscriptionsByTopic", { TopicArn });
		const { emails } = parseStage(stackOf().stageFile).alerts;
		expect(emails.length).toBeGreaterThan(0);
		expect(allOf(listed, "Endpoint").toSorted()).toEqual(emails.toSorted());
		expect(new Set(allOf(listed, "Protocol"))).toEqual(new Set(["email"]));
		count(TopicArn, `${TopicArn} policy`, ...emails);
	});

	test("the dashboard shows what its alarms watch", async () => {
		const { apiId, name } = stackOf();
		const client = new CloudWatchClient(clientOf(stackOf()));
		const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: name }));
		client.destroy();
		const body = JSON.parse(DashboardBody ?? "{}") as { widgets: unknown[] };
		expect(body.widgets.length).toBeGreaterThan(8);
		for (const metric of ["ClaimsSettled", "BacklogAge", "UnminedAge", "LaneBalance", "LedgerLag", apiId])
			expect(DashboardBody).toContain(metric);
		for (const alarm of Object.keys(designOf(stackOf))) expect(DashboardBody).toContain(`:alarm:${name}-${alarm}"`);
		count("dashboard");
	});

	test("the failure queue is encrypted and keeps what lies there for 14 days", async () => {
		const { account, name, outputs, region } = stackOf();
		const client = new SQSClient(clientOf(stackOf()));
		const { Attributes } = await client.send(
			new GetQueueAttributesCommand({ QueueUrl: outputs.FailureQueueUrl, AttributeNames: ["All"] }),
		);
		client.destroy();
		const QueueArn = `arn:aws:sqs:${region}:${account}:${name}-failures`;
		expect(Attributes).toMatchObject({ QueueArn, MessageRetentionPeriod: "1209600", SqsManagedSseEnabled: "true" });
		count(QueueArn);
	});
}
