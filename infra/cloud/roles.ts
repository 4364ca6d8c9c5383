import { referencesToAws } from "../../functions/config.ts";
import { type Grant, grants } from "./grants.ts";
import {
	ACCOUNT,
	arnOf,
	type Cfn,
	functionArn,
	PARTITION,
	REGION,
	type Resources,
	ref,
	roleId,
	type Stack,
	sub,
} from "./names.ts";

const trusts = (principal: string, condition?: Cfn): Cfn => ({
	Version: "2012-10-17",
	Statement: [
		{
			Effect: "Allow",
			Principal: { Service: principal },
			Action: "sts:AssumeRole",
			...(condition ? { Condition: condition } : {}),
		},
	],
});
const allow = (Action: string | readonly string[], Resource: unknown): Cfn => ({ Effect: "Allow", Action, Resource });

/** One role for each function, with only what it calls. */
export function functionRoles(stack: Stack): Resources {
	return Object.fromEntries(
		Object.entries(grants).map(([name, grant]) => [
			roleId(name),
			{
				Type: "AWS::IAM::Role",
				Properties: {
					Description: `${stack.name}: what ${name} may do`,
					AssumeRolePolicyDocument: trusts("lambda.amazonaws.com"),
					Policies: [
						{
							PolicyName: "work",
							PolicyDocument: { Version: "2012-10-17", Statement: statementsOf(stack, name, grant) },
						},
					],
				},
			},
		]),
	);
}

function statementsOf({ name: stack, stage }: Stack, name: string, grant: Grant): Cfn[] {
	const { table, indexes = [], wakes = [] } = grant;
	const logs = `arn:${PARTITION}:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/${stack}-${name}:*`;
	const indexArns = indexes.map((index) => sub(`\${Table.Arn}/index/${index}`));
	const needs = { signs: grant.signs === true, notifies: grant.notifies === true };
	// What knows no table knows no chain either.
	const secrets = table.length > 0 ? secretsOf([...new Set(referencesToAws(stage, needs))]) : [];
	return [
		allow(["logs:CreateLogStream", "logs:PutLogEvents"], sub(logs)),
		// X-Ray has no resources to name.
		allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
		...(table.length > 0
			? [
					allow(
						[...new Set(table)].map((call) => `dynamodb:${call}`),
						arnOf("Table"),
					),
				]
			: []),
		...(indexArns.length > 0 ? [allow("dynamodb:Query", indexArns)] : []),
		...(wakes.length > 0
			? [
					allow(
						"lambda:InvokeFunction",
						wakes.map((one) => functionArn(stack, one)),
					),
				]
			: []),
		...(grant.everyMinutes ? [allow("sqs:SendMessage", arnOf("FailureQueue"))] : []),
		...(grant.notifies ? [allow("sns:Publish", ref("AlertTopic"))] : []),
		...secrets,
	];
}

/** The values that the stage file refers to, and no others. */
function secretsOf(references: readonly string[]): Cfn[] {
	const named = (scheme: string) =>
		references.filter((one) => one.startsWith(scheme)).map((one) => one.slice(scheme.length));
	const arn = (service: string, resource: string) =>
		sub(`arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`);
	const parameters = named("ssm:").map((name) => arn("ssm", `parameter${name}`));
	// Secrets Manager ends each ARN with six characters of its own.
	const secrets = named("secretsmanager:").map((name) => arn("secretsmanager", `secret:${name.split("#")[0]}-??????`));
	return [
		...(parameters.length > 0 ? [allow("ssm:GetParameter", parameters)] : []),
		...(secrets.length > 0 ? [allow("secretsmanager:GetSecretValue", secrets)] : []),
	];
}

/** The role of EventBridge Scheduler: it may start the scheduled functions and hand over what it could not start. */
export function schedulerRole({ name }: Stack): Resources {
	const scheduled = Object.keys(grants).filter((one) => grants[one]?.everyMinutes);
	return {
		SchedulerRole: {
			Type: "AWS::IAM::Role",
			Properties: {
				Description: `${name}: what its schedules may do`,
				AssumeRolePolicyDocument: trusts("scheduler.amazonaws.com", {
					StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
				}),
				Policies: [
					{
						PolicyName: "start",
						PolicyDocument: {
							Version: "2012-10-17",
							Statement: [
								allow(
									"lambda:InvokeFunction",
									scheduled.map((one) => functionArn(name, one)),
								),
								allow("sqs:SendMessage", arnOf("FailureQueue")),
							],
						},
					},
				],
			},
		},
	};
}
