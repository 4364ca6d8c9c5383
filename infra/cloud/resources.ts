import { alarmResources } from "./alarms.ts";
import { dashboard } from "./dashboard.ts";
import { grants } from "./grants.ts";
import { laneKeys, lanesWithKeys, signPolicies } from "./lane-keys.ts";
import {
	arnOf,
	type Cfn,
	functionId,
	laneKeyId,
	pascal,
	REGION,
	type Resources,
	ref,
	type Stack,
	sub,
} from "./names.ts";
import { refuseSameIds } from "./refuse-same-ids.ts";
import { functionRoles, schedulerRole } from "./roles.ts";
import { subscriptions } from "./subscriptions.ts";

/** A minute's run that could not be started is not made up for: the next minute's does the same. */
const RETRY = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };

/** Everything of the template that follows from the stage file. `extensions` completes what the framework makes. Throws ConfigError. */
export function stageResources(stack: Stack): { Resources: Resources; Outputs: Cfn; extensions: Resources } {
	refuseSameIds(stack);
	return {
		Resources: {
			...functionRoles(stack),
			...schedulerRole(stack),
			...laneKeys(stack),
			...signPolicies(stack),
			...subscriptions(stack),
			...alarmResources(stack),
			...dashboard(stack),
		},
		Outputs: {
			TableName: { Value: ref("Table") },
			DashboardUrl: {
				Description: "Is everybody being paid?",
				Value: sub(
					`https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards:name=${stack.name}`,
				),
			},
			...Object.fromEntries(
				lanesWithKeys(stack).map(({ id }) => [
					laneKeyId(id),
					{ Description: `KMS key of lane ${id}`, Value: arnOf(laneKeyId(id)) },
				]),
			),
		},
		extensions: { ...schedules(), ...kept(stack), ...apiLimits(stack) },
	};
}

function schedules(): Resources {
	const scheduled = Object.keys(grants).filter((name) => grants[name]?.everyMinutes);
	return Object.fromEntries(
		scheduled.map((name) => [
			`${pascal(name)}SchedulerSchedule1`,
			{
				Properties: {
					Target: {
						Arn: arnOf(functionId(name)),
						RoleArn: arnOf("SchedulerRole"),
						RetryPolicy: RETRY,
						DeadLetterConfig: { Arn: arnOf("FailureQueue") },
					},
				},
			},
		]),
	);
}

function kept({ stage }: Stack): Resources {
	const policy = stage.protected ? "Retain" : "Delete";
	return {
		Table: {
			DeletionPolicy: policy,
			UpdateReplacePolicy: policy,
			Properties: { DeletionProtectionEnabled: stage.protected },
		},
	};
}

function apiLimits({ stage }: Stack): Resources {
	const { requestsPerSec, burst } = stage.api;
	return {
		HttpApiStage: {
			Properties: {
				DefaultRouteSettings: {
					DetailedMetricsEnabled: false,
					ThrottlingRateLimit: requestsPerSec,
					ThrottlingBurstLimit: burst,
				},
			},
		},
	};
}
