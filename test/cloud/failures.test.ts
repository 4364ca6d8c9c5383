import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { measures, NAMESPACE } from "../../functions/core/metric.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { alarmsOf } from "../../infra/cloud/alarms.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { eventually } from "../../infra/local/children.ts";
import { logLines } from "./log-lines.ts";
import { clientOf, cloudStack } from "./stack.ts";

const stack = cloudStack();

test("a function that throws, woken by an event, leaves the event in the failure queue", async () => {
	const lambda = new LambdaClient(clientOf(stack));
	const Payload = new TextEncoder().encode(JSON.stringify({ lane: "no-such-lane" }));
	await lambda.send(new InvokeCommand({ FunctionName: `${stack.name}-relay`, InvocationType: "Event", Payload }));
	lambda.destroy();
	const sqs = new SQSClient(clientOf(stack));
	const QueueUrl = stack.outputs.FailureQueueUrl;
	const message = await eventually("the failed run in the queue", 30_000, async () => {
		const { Messages = [] } = await sqs.send(
			new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
		);
		return Messages.map(({ Body = "{}" }) => JSON.parse(Body)).find(
			({ requestPayload }) => requestPayload?.lane === "no-such-lane",
		);
	});
	sqs.destroy();
	expect(message).toMatchObject({
		requestContext: { condition: "RetriesExhausted" },
		responsePayload: { errorMessage: expect.stringContaining("no lane no-such-lane") },
	});
}, 60_000);

interface Emf {
	_aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
	[dimension: string]: unknown;
}
/** Every metric that was logged, as `NAME dimension=value,…`. */
async function loggedMetrics(): Promise<Set<string>> {
	const found = new Set<string>();
	for (const fn of Object.keys(grants))
		for (const text of await logLines(stack, fn)) {
			const start = text.indexOf('{"_aws"');
			if (start < 0) continue;
			const line = JSON.parse(text.slice(start)) as Emf;
			for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics)
				for (const { Name } of Metrics)
					for (const dimensions of Dimensions) {
						const values = dimensions.map((one) => `${one}=${line[one]}`).toSorted();
						found.add(`${Namespace} ${Name} ${values.join(",")}`);
					}
		}
	return found;
}

test("each alarm on a metric of ours watches one that was really logged, with its dimensions", async () => {
	const logged = await loggedMetrics();
	const own = Object.values(alarmsOf({ name: stack.name, stage: parseStage(stack.stageFile) })).filter(
		({ namespace }) => namespace === NAMESPACE,
	);
	expect(own.length).toBeGreaterThan(5);
	// But for what did not happen in this run.
	for (const { metric, dimensions } of own.filter((one) => one.metric !== "NoticesDead")) {
		const wanted = Object.entries(dimensions)
			.map(([name, value]) => `${name}=${value}`)
			.toSorted()
			.join(",");
		expect(logged).toContain(`${NAMESPACE} ${metric} ${wanted}`);
	}
	// And so does the dashboard: each metric without a dimension of its own was logged, but for what did not happen.
	const counted = Object.values(measures)
		.flat()
		.filter(({ by, name }) => !by && !/Refused|Failed|Dead/.test(name));
	for (const { name } of counted) expect(logged).toContain(`${NAMESPACE} ${name} service=${stack.name}`);
});
