import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { beforeAll, expect, test } from "@jest/globals";
import { alertsSuite } from "./alerts-suite.ts";
import { apiSuite } from "./api-suite.ts";
import { outputsOf, serverless } from "./deploy.ts";
import { template } from "./read-back.ts";
import { type CloudStack, clientOf, cloudStack } from "./stack.ts";

const dev = cloudStack();
const name = "imo-relay-prod";
const stageFile = join(dev.folder, "prod.json");
const ORIGIN = "https://example.org";
/** What dev leaves as it is by default, said in other words here: a template that ignores the stage file is found out. */
const given = {
	api: { allowedOrigins: [ORIGIN], requestsPerSec: 70, burst: 140 },
	alerts: {
		emails: ["day@example.org", "night@example.org"],
		backlogSec: 240,
		stuckSec: 420,
		ledgerLagSec: 2400,
		laneBalanceWei: "100000000000000000",
		latencyP99Ms: 2500,
	},
};
let prod: CloudStack;

beforeAll(async () => {
	const local = JSON.parse(readFileSync(dev.stageFile, "utf8"));
	const shipped = JSON.parse(readFileSync("infra/stages/prod.json", "utf8"));
	expect(shipped.api.allowedOrigins).toEqual([ORIGIN]);
	const { protected: kept, schedules } = shipped;
	writeFileSync(stageFile, JSON.stringify({ ...local, protected: kept, schedules, ...given }));
	await serverless("deploy", "prod", stageFile, dev.deployEnv);
	const outputs = (await outputsOf(dev.endpoint, name)) ?? {};
	prod = { ...dev, name, stageName: "prod", stageFile, outputs, apiId: outputs.HttpApiId ?? "" };
}, 300_000);

test("prod stands beside dev", async () => {
	expect(await outputsOf(dev.endpoint, dev.name)).toEqual(dev.outputs);
	expect(prod.apiId).not.toBe(dev.apiId);
});

apiSuite(
	() => prod,
	() => undefined,
);
alertsSuite(
	() => prod,
	() => undefined,
);

test("no page but those of its own origin may call prod, and any page may call dev", async () => {
	const originsOf = async (stack: CloudStack) => (await template(stack)).HttpApi?.Properties.CorsConfiguration;
	expect(await originsOf(prod)).toMatchObject({ AllowOrigins: ["https://example.org"] });
	expect(await originsOf(dev)).toMatchObject({ AllowOrigins: ["*"] });
});

test("prod takes snapshots as often as its stage file says", async () => {
	const client = new SchedulerClient(clientOf(prod));
	const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
	const own = Schedules.find(({ Target }) => Target?.Arn?.endsWith(`:${name}-snapshot`));
	const found = await client.send(new GetScheduleCommand({ Name: own?.Name, GroupName: own?.GroupName }));
	expect(found.ScheduleExpression).toBe("rate(15 minutes)");
	client.destroy();
});

test("what prod keeps outlives it: its table, which can't be deleted by mistake, and its lane's key", async () => {
	const resources = await template(prod);
	const kept = Object.keys(resources).filter((id) => resources[id]?.DeletionPolicy === "Retain");
	expect(kept.toSorted()).toEqual(["LaneKeyAnvilKms", "Table"]);
	const dynamo = new DynamoDBClient(clientOf(prod));
	const table = () => dynamo.send(new DescribeTableCommand({ TableName: name }));
	expect((await table()).Table?.DeletionProtectionEnabled).toBe(true);
	const kms = new KMSClient(clientOf(prod));
	const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: `alias/${name}-${dev.lane}` }));

	await serverless("remove", "prod", stageFile, dev.deployEnv);
	expect(await outputsOf(dev.endpoint, name)).toBeUndefined();
	expect((await table()).Table?.TableStatus).toBe("ACTIVE");
	const after = await kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId }));
	expect(after.KeyMetadata?.KeyState).toBe("Enabled");
	for (const one of [dynamo, kms]) one.destroy();
}, 300_000);
