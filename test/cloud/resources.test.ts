import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
	GetFunctionConfigurationCommand,
	GetFunctionEventInvokeConfigCommand,
	LambdaClient,
} from "@aws-sdk/client-lambda";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parseStage } from "../../functions/stage-file.ts";
import { grants } from "../../infra/cloud/grants.ts";
import { alertsSuite } from "./alerts-suite.ts";
import { apiSuite } from "./api-suite.ts";
import { figures } from "./figures.ts";
import { type Count, template } from "./read-back.ts";
import { rolesOf } from "./roles.ts";
import { clientOf, cloudStack } from "./stack.ts";

const stack = cloudStack();
const at = clientOf(stack);
const stage = parseStage(stack.stageFile);
const names = Object.keys(grants);
const scheduled = names.filter((name) => grants[name]?.everyMinutes);
const lambda = new LambdaClient(at);
const tableArn = `arn:aws:dynamodb:${stack.region}:${stack.account}:table/${stack.name}`;
const queueArn = `arn:aws:sqs:${stack.region}:${stack.account}:${stack.name}-failures`;
const checked = new Set<string>();
const count: Count = (...resources) => {
	for (const one of resources) checked.add(one);
};
afterAll(() => figures([{ key: "cloud.resources-checked", value: checked.size, unit: "resources" }]));

/** MB and seconds, where they are not what serverless.yml gives all functions. */
const SIZES: Record<string, { MemorySize?: number; Timeout?: number }> = {
	settle: { MemorySize: 256 }, // it waits for blocks most of the time
	notify: { MemorySize: 256 },
	page: { MemorySize: 256, Timeout: 10 },
	claims: { Timeout: 20 },
};

describe.each(names)("the function %s", (name) => {
	const FunctionName = `${stack.name}-${name}`;
	test("runs on Node 24, arm64, as large and as long as it should, under its own role, with no secret in its environment", async () => {
		const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
		expect(found).toMatchObject({
			Runtime: "nodejs24.x",
			Architectures: ["arm64"],
			MemorySize: 512,
			Timeout: 60,
			...SIZES[name],
		});
		expect(found.Role).toMatch(new RegExp(`:role/${stack.name}-${name}Role`, "i"));
		expect(Object.keys(found.Environment?.Variables ?? {}).toSorted()).toEqual([
			...(name === "notify" ? ["ALERT_TOPIC_ARN"] : []),
			"FUNCTION_PREFIX",
			"STAGE",
			"TABLE_NAME",
		]);
		expect(found.TracingConfig?.Mode).toBe(name === "claims" ? "Active" : "PassThrough");
		count(FunctionName);
	});
	test("keeps its log for 30 days", async () => {
		const logGroupNamePrefix = `/aws/lambda/${FunctionName}`;
		const { logGroups } = await new CloudWatchLogsClient(at).send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
		expect(logGroups).toEqual([expect.objectContaining({ retentionInDays: 30 })]);
		count(logGroupNamePrefix);
	});
	test("is trusted to Lambda alone", async () => {
		const role = (await rolesOf(stack)).get(name) ?? "";
		const { Role } = await new IAMClient(at).send(new GetRoleCommand({ RoleName: role }));
		const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
		expect(trust.Statement.map((one: { Principal: unknown }) => one.Principal)).toEqual([
			{ Service: "lambda.amazonaws.com" },
		]);
		count(role);
	});
});

describe.each(scheduled)("the schedule of %s", (name) => {
	test("starts it under the scheduler's role and hands over what it could not start", async () => {
		const client = new SchedulerClient(at);
		const { Schedules } = await client.send(new ListSchedulesCommand({}));
		const found = await Promise.all(
			(Schedules ?? []).map(({ Name, GroupName }) => client.send(new GetScheduleCommand({ Name, GroupName }))),
		);
		const own = found.filter(({ Target }) => Target?.Arn?.endsWith(`:${stack.name}-${name}`));
		expect(own).toHaveLength(1);
		expect(own[0]).toMatchObject({
			ScheduleExpression: name in stage.schedules ? stage.schedules[name as "sweep"] : "rate(1 minute)",
			State: "ENABLED",
			FlexibleTimeWindow: { Mode: "OFF" },
			Target: {
				RoleArn: expect.stringMatching(/SchedulerRole/),
				RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
				DeadLetterConfig: { Arn: queueArn },
			},
		});
		count(String(own[0]?.Name));
	});
	test("and of wake-ups ends in the failure queue, without a retry", async () => {
		const FunctionName = `${stack.name}-${name}`;
		const found = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" }));
		expect(found).toMatchObject({
			MaximumRetryAttempts: 0,
			MaximumEventAgeInSeconds: 120,
			DestinationConfig: { OnFailure: { Destination: queueArn } },
		});
		count(`${FunctionName}-destination`);
	});
});

test("the scheduler's role is trusted to EventBridge Scheduler for this account alone", async () => {
	const role = (await rolesOf(stack)).get("scheduler") ?? "";
	const { Role } = await new IAMClient(at).send(new GetRoleCommand({ RoleName: role }));
	const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
	expect(trust.Statement).toEqual([
		{
			Effect: "Allow",
			Principal: { Service: "scheduler.amazonaws.com" },
			Action: "sts:AssumeRole",
			Condition: { StringEquals: { "aws:SourceAccount": stack.account } },
		},
	]);
	count(role);
});

test("the table is on demand, recoverable, expires what may go and has both indexes", async () => {
	const client = new DynamoDBClient(at);
	const TableName = stack.name;
	const { Table } = await client.send(new DescribeTableCommand({ TableName }));
	expect(Table).toMatchObject({
		TableArn: tableArn,
		BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
		DeletionProtectionEnabled: false,
	});
	expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual(["holders", "waiting"]);
	// The emulator leaves these out when it makes the table.
	expect((await template(stack)).Table?.Properties).toMatchObject({
		PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
		TimeToLiveSpecification: { AttributeName: "expiresAtSec", Enabled: true },
	});
	count(tableArn);
});

test("the lane's key signs for the sending roles and for nobody else", async () => {
	const client = new KMSClient(at);
	const KeyId = `alias/${stack.name}-${stack.lane}`;
	const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
	expect(KeyMetadata).toMatchObject({ KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY", Enabled: true });
	const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: "default" }));
	const { Statement } = JSON.parse(Policy ?? "") as {
		Statement: { Action: string[]; Principal: { AWS: string | string[] } }[];
	};
	const signing = Statement.filter(({ Action }) =>
		Action.some((one) => /Sign|\*$/.test(one) && "kms:Sign".startsWith(one.replace("*", ""))),
	);
	const signers = Object.keys(grants).filter((name) => grants[name]?.signs);
	expect(signing).toHaveLength(1);
	expect([signing[0]?.Principal.AWS].flat()).toHaveLength(signers.length);
	for (const name of signers) expect(String(signing[0]?.Principal.AWS)).toMatch(new RegExp(`${name}Role`, "i"));
	count(KeyId, String(KeyMetadata?.Arn));
});

apiSuite(() => stack, count);
alertsSuite(() => stack, count);
