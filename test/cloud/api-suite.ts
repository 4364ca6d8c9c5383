import { readFileSync } from "node:fs";
import {
	ApiGatewayV2Client,
	GetIntegrationsCommand,
	GetRoutesCommand,
	GetStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "@jest/globals";
import { apiRoutes, operationOf } from "../../infra/openapi/document.ts";
import { type Count, type StackOf, template } from "./read-back.ts";
import { clientOf } from "./stack.ts";

const PAGE = ["/", "/openapi.json", "/assets/{name}"].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]);
/** What the stage file says, as it stands there, and what holds where it says nothing. */
const apiOf = ({ stageFile }: { stageFile: string }): Record<string, unknown> => ({
	allowedOrigins: ["*"],
	requestsPerSec: 50,
	burst: 100,
	...JSON.parse(readFileSync(stageFile, "utf8")).api,
});

/** The HTTP API as it is deployed. */
export function apiSuite(stackOf: StackOf, count: Count): void {
	test("pages of the stage's origins may call the API, and its callers are limited as the stage file says", async () => {
		// The emulator keeps these under other names than it answers with.
		const { HttpApi, HttpApiStage } = await template(stackOf());
		const { allowedOrigins, requestsPerSec, burst } = apiOf(stackOf());
		expect(HttpApi?.Properties.CorsConfiguration).toEqual({
			AllowOrigins: allowedOrigins,
			AllowMethods: ["GET", "HEAD", "POST", "DELETE", "OPTIONS"],
			AllowHeaders: ["content-type", "if-none-match"],
			ExposeHeaders: ["location", "retry-after", "etag", "apigw-requestid"],
			MaxAge: 7200,
		});
		expect(HttpApiStage?.Properties.DefaultRouteSettings).toEqual({
			DetailedMetricsEnabled: false,
			ThrottlingRateLimit: requestsPerSec,
			ThrottlingBurstLimit: burst,
		});
		count(stackOf().apiId);
	});

	test("each route goes to its function, which the API may start, and there is no other route", async () => {
		const { account, apiId: ApiId, name, region } = stackOf();
		const client = new ApiGatewayV2Client(clientOf(stackOf()));
		const { Items: routes = [] } = await client.send(new GetRoutesCommand({ ApiId }));
		const { Items: integrations = [] } = await client.send(new GetIntegrationsCommand({ ApiId }));
		client.destroy();
		const functionOf = (target = ""): string | undefined => {
			const found = integrations.find(({ IntegrationId }) => target === `integrations/${IntegrationId}`);
			expect(found).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
			return /function:([\w-]+)/.exec(found?.IntegrationUri ?? "")?.[1];
		};
		const found = routes.map(({ RouteKey = "", Target }) => [RouteKey, functionOf(Target)]);
		const meant = [
			...[...apiRoutes().map(operationOf), "$default"].map((route) => [route, `${name}-claims`]),
			...PAGE.map((route) => [route, `${name}-page`]),
		];
		expect(found.toSorted()).toEqual(meant.toSorted());
		const lambda = new LambdaClient(clientOf(stackOf()));
		for (const fn of ["claims", "page"]) {
			const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName: `${name}-${fn}` }));
			expect(JSON.parse(Policy).Statement).toEqual([
				expect.objectContaining({
					Effect: "Allow",
					Principal: { Service: "apigateway.amazonaws.com" },
					Action: "lambda:InvokeFunction",
					Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:execute-api:${region}:${account}:${ApiId}/*` } },
				}),
			]);
			count(`${fn} permission`, `${fn} integration`);
		}
		lambda.destroy();
		count(...found.map(([route]) => String(route)));
	});

	test("the access log has nobody's address and no path with a holder in it, and is kept for 30 days", async () => {
		const { account, apiId: ApiId, name, region } = stackOf();
		const client = new ApiGatewayV2Client(clientOf(stackOf()));
		const { AccessLogSettings } = await client.send(new GetStageCommand({ ApiId, StageName: "$default" }));
		client.destroy();
		const group = `/aws/http-api/${name}`;
		expect(AccessLogSettings?.DestinationArn).toContain(`arn:aws:logs:${region}:${account}:log-group:${group}`);
		const fields = Object.values(JSON.parse(AccessLogSettings?.Format ?? "{}"));
		expect(fields.toSorted()).toEqual(
			["integrationErrorMessage", "requestId", "responseLatency", "responseLength", "routeKey", "status"].map(
				(field) => `$context.${field}`,
			),
		);
		const logs = new CloudWatchLogsClient(clientOf(stackOf()));
		const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }));
		logs.destroy();
		expect(logGroups).toEqual([expect.objectContaining({ logGroupName: group, retentionInDays: 30 })]);
		count("$default stage", group);
	});
}
