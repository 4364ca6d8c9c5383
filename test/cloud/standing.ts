import { ApiGatewayV2Client, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient, GetDashboardCommand, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, paginateListTables } from "@aws-sdk/client-dynamodb";
import { IAMClient, paginateListRoles } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient, paginateListAliases, paginateListKeys } from "@aws-sdk/client-kms";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler";
import { paginateListQueues, SQSClient } from "@aws-sdk/client-sqs";
import aws4 from "aws4";
import { allOf, askSns } from "./read-back.ts";
import { type CloudStack, clientOf, OWNER } from "./stack.ts";

type Listing = (stack: CloudStack) => Promise<(string | undefined)[]>;

/** All pages of a list, as the SDK's paginators give them. */
async function all<P, T>(pages: AsyncIterable<P>, of: (page: P) => T[] | undefined): Promise<T[]> {
	const found: T[] = [];
	for await (const page of pages) found.push(...(of(page) ?? []));
	return found;
}

const notFound = (error: Error): undefined => {
	if (!/NotFound/.test(error.name)) throw error;
};

/** Names of everything of a kind that the account has; a key by its description, and whether it is to be deleted. */
const listings: Record<string, Listing> = {
	"AWS::Lambda::Function": (stack) => {
		const client = new LambdaClient(clientOf(stack));
		return all(paginateListFunctions({ client }, {}), (page) => page.Functions?.map((one) => one.FunctionName));
	},
	"AWS::IAM::Role": (stack) => {
		const client = new IAMClient(clientOf(stack));
		return all(paginateListRoles({ client }, {}), (page) => page.Roles?.map((one) => one.RoleName));
	},
	"AWS::Scheduler::Schedule": (stack) => {
		const client = new SchedulerClient(clientOf(stack));
		return all(paginateListSchedules({ client }, {}), (page) => page.Schedules?.map((one) => one.Name));
	},
	"AWS::Logs::LogGroup": (stack) => {
		const client = new CloudWatchLogsClient(clientOf(stack));
		return all(paginateDescribeLogGroups({ client }, {}), (page) => page.logGroups?.map((one) => one.logGroupName));
	},
	"AWS::CloudWatch::Alarm": (stack) => {
		const client = new CloudWatchClient(clientOf(stack));
		return all(paginateDescribeAlarms({ client }, {}), (page) => page.MetricAlarms?.map((one) => one.AlarmName));
	},
	// Asked by name: the emulator's list has times that the SDK can't read.
	"AWS::CloudWatch::Dashboard": async (stack) => {
		const client = new CloudWatchClient(clientOf(stack));
		const found = await client.send(new GetDashboardCommand({ DashboardName: stack.name })).catch(notFound);
		return found ? [stack.name] : [];
	},
	"AWS::DynamoDB::Table": (stack) => {
		const client = new DynamoDBClient(clientOf(stack));
		return all(paginateListTables({ client }, {}), (page) => page.TableNames);
	},
	"AWS::SQS::Queue": (stack) => {
		const client = new SQSClient(clientOf(stack));
		return all(paginateListQueues({ client }, {}), (page) => page.QueueUrls);
	},
	"AWS::SNS::Topic": async (stack) => allOf(await askSns(stack, "ListTopics"), "TopicArn"),
	"AWS::SNS::Subscription": async (stack) => allOf(await askSns(stack, "ListSubscriptions"), "TopicArn"),
	"AWS::KMS::Alias": (stack) => {
		const client = new KMSClient(clientOf(stack));
		return all(paginateListAliases({ client }, {}), (page) => page.Aliases?.map((one) => one.AliasName));
	},
	"AWS::KMS::Key": async (stack) => {
		const client = new KMSClient(clientOf(stack));
		const keys = await all(paginateListKeys({ client }, {}), (page) => page.Keys);
		const found = await Promise.all(keys.map(({ KeyId }) => client.send(new DescribeKeyCommand({ KeyId }))));
		return found.map(({ KeyMetadata: key }) => `${key?.Description}: ${key?.KeyState}`);
	},
	"AWS::ApiGatewayV2::Api": async (stack) => {
		const found = await new ApiGatewayV2Client(clientOf(stack)).send(new GetApisCommand({}));
		return found.Items?.map(({ Tags }) => Tags?.["aws:cloudformation:stack-name"]) ?? [];
	},
	"AWS::S3::Bucket": async ({ endpoint, region }) => {
		const { host } = new URL(endpoint);
		const { headers } = aws4.sign(
			{ host, path: "/", service: "s3", region },
			{ accessKeyId: OWNER.accessKeyId, secretAccessKey: OWNER.secretAccessKey },
		);
		return allOf(await (await fetch(endpoint, { headers: headers as Record<string, string> })).text(), "Name");
	},
};

/** Resources that are a part of another one, and gone with it. */
const parts: Record<string, string> = {
	"AWS::IAM::Policy": "AWS::IAM::Role",
	"AWS::Lambda::EventInvokeConfig": "AWS::Lambda::Function",
	"AWS::Lambda::Permission": "AWS::Lambda::Function",
	"AWS::ApiGatewayV2::Integration": "AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::Route": "AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::Stage": "AWS::ApiGatewayV2::Api",
	"AWS::S3::BucketPolicy": "AWS::S3::Bucket",
	"AWS::SNS::TopicPolicy": "AWS::SNS::Topic",
};

/** The kind under which a resource stands in an account. Throws for a type that this file does not know. */
export function kindOf(type: string): string {
	const kind = parts[type] ?? type;
	if (!listings[kind]) throw new Error(`test/cloud/standing.ts says nothing of ${type}`);
	return kind;
}

/** What stands of a stack in the account, whoever made it, by kind. */
export async function standing(stack: CloudStack): Promise<Record<string, string[]>> {
	const own = new RegExp(`(^|[/:])${stack.name}($|[-:])`);
	const found = Object.entries(listings).map(async ([kind, list]) => [
		kind,
		(await list(stack)).filter((one): one is string => one !== undefined && own.test(one)).toSorted(),
	]);
	return Object.fromEntries(await Promise.all(found));
}
