import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { eventually } from "../../infra/local/children.ts";
import { claimOnce, get, type ShownClaim } from "../../infra/local/holder.ts";
import { finalClaim, TOKEN_ID } from "../given/stack.ts";
import { outputsOf, serverless } from "./deploy.ts";
import { clientOf, cloudStack, holderOf } from "./stack.ts";

const stack = cloudStack();
const deploy = (stageName: string, stageFile: string) => serverless("deploy", stageName, stageFile, stack.deployEnv);

test("a second deployment of the same changes nothing", async () => {
	const said = await deploy("dev", stack.stageFile);
	expect(said).toMatch(/No changes to deploy/);
}, 120_000);

test("the deployment said where the API is and which address to fund", () => {
	const said = readFileSync(join(stack.folder, "deploy.txt"), "utf8");
	expect(said).toContain(stack.outputs.HttpApiUrl);
	expect(said).toMatch(new RegExp(`${stack.lane} +${stack.laneAddress}`));
});

test("a changed stage file is an update that loses no open claim", async () => {
	const holder = holderOf(stack, 7);
	const posted = (await claimOnce(stack.apiUrl, TOKEN_ID, holder)) as ShownClaim;
	const stage = JSON.parse(readFileSync(stack.stageFile, "utf8"));
	const changed = join(stack.folder, "changed.json");
	writeFileSync(changed, JSON.stringify({ ...stage, alerts: { ...stage.alerts, backlogSec: 240 } }));
	await deploy("dev", changed);
	expect((await outputsOf(stack.endpoint, stack.name))?.HttpApiId).toBe(stack.apiId);
	expect((await finalClaim(stack.apiUrl, posted.id, 150_000)).state).toBe("settled");
	const { claims } = await get<{ claims: unknown[] }>(`${stack.apiUrl}/v1/holders/${holder.address}/claims`);
	expect(claims).toHaveLength(1);
}, 300_000);

test("prod stands beside dev, and what it keeps outlives it", async () => {
	const local = JSON.parse(readFileSync(stack.stageFile, "utf8"));
	const prodFile = join(stack.folder, "prod.json");
	const prod = JSON.parse(readFileSync("infra/stages/prod.json", "utf8"));
	writeFileSync(prodFile, JSON.stringify({ ...local, protected: prod.protected, alerts: prod.alerts, api: prod.api }));
	await deploy("prod", prodFile);
	expect(await outputsOf(stack.endpoint, stack.name)).toEqual(await outputsOf(stack.endpoint, "imo-relay-dev"));
	const dynamo = new DynamoDBClient(clientOf(stack));
	const table = () => dynamo.send(new DescribeTableCommand({ TableName: "imo-relay-prod" }));
	expect((await table()).Table?.DeletionProtectionEnabled).toBe(true);
	const kms = new KMSClient(clientOf(stack));
	const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: `alias/imo-relay-prod-${stack.lane}` }));

	await serverless("remove", "prod", prodFile, stack.deployEnv);
	expect(await outputsOf(stack.endpoint, "imo-relay-prod")).toBeUndefined();
	expect((await table()).Table?.TableStatus).toBe("ACTIVE");
	const after = await kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId }));
	expect(after.KeyMetadata?.KeyState).toBe("Enabled");
	for (const one of [dynamo, kms]) one.destroy();
}, 300_000);

test("remove leaves nothing of dev", async () => {
	const formation = new CloudFormationClient(clientOf(stack));
	const { StackResourceSummaries = [] } = await formation.send(
		new ListStackResourcesCommand({ StackName: stack.name }),
	);
	expect(StackResourceSummaries.length).toBeGreaterThan(40);
	await serverless("remove", "dev", stack.stageFile, stack.deployEnv);
	expect(await outputsOf(stack.endpoint, stack.name)).toBeUndefined();
	const dynamo = new DynamoDBClient(clientOf(stack));
	await expect(dynamo.send(new DescribeTableCommand({ TableName: stack.name }))).rejects.toThrow(/not found/i);
	const lambda = new LambdaClient(clientOf(stack));
	await expect(
		lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `${stack.name}-claims` })),
	).rejects.toThrow(/not found/i);
	await eventually("the API's end", 10_000, async () =>
		(await fetch(`${stack.apiUrl}/v1/health`)).ok ? undefined : true,
	);
	for (const one of [formation, dynamo, lambda]) one.destroy();
}, 120_000);
