import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { grants } from "../../infra/cloud/grants.ts";
import { eventually } from "../../infra/local/children.ts";
import { outputsOf, serverless } from "./deploy.ts";
import { clientOf, cloudStack } from "./stack.ts";
import { kindOf, standing } from "./standing.ts";

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

/** Kinds of resources that the stack has. */
async function kindsOfStack(): Promise<string[]> {
	const client = new CloudFormationClient(clientOf(stack));
	const kinds = new Set<string>();
	for await (const page of paginateListStackResources({ client }, { StackName: stack.name }))
		for (const { ResourceType = "" } of page.StackResourceSummaries ?? []) kinds.add(kindOf(ResourceType));
	client.destroy();
	return [...kinds].toSorted();
}

/**
 * No run starts any more, and those under way have come to their end: one that still logs when its log group is removed
 * brings that back, in the emulator.
 */
async function bringToRest(): Promise<void> {
	const lambda = new LambdaClient(clientOf(stack));
	for (const fn of Object.keys(grants)) {
		const FunctionName = `${stack.name}-${fn}`;
		await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
	}
	lambda.destroy();
	await new Promise((resolve) => setTimeout(resolve, 10_000));
}

test("remove leaves nothing of dev but its lane's key, which can still be had back", async () => {
	const kinds = await kindsOfStack();
	const before = await standing(stack);
	// Each kind is seen while it is there: a listing that finds nothing would prove nothing afterwards.
	expect(kinds).toEqual(Object.keys(before).toSorted());
	expect(kinds.filter((kind) => before[kind]?.length === 0)).toEqual([]);
	const keys = `${stack.name}: signs the transactions of lane ${stack.lane}`;
	expect(before["AWS::KMS::Key"]).toEqual([`${keys}: Enabled`]);

	await bringToRest();
	await serverless("remove", "dev", stack.stageFile, stack.deployEnv);
	expect(await outputsOf(stack.endpoint, stack.name)).toBeUndefined();
	await eventually("the API's end", 10_000, async () =>
		(await fetch(`${stack.apiUrl}/v1/health`)).ok ? undefined : true,
	);
	const after = await standing(stack);
	const left = Object.fromEntries(Object.entries(after).filter(([, names]) => names.length > 0));
	expect(left).toEqual({ "AWS::KMS::Key": [`${keys}: PendingDeletion`] });
}, 120_000);
