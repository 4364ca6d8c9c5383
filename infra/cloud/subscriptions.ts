import { pascal, type Resources, ref, type Stack } from "./names.ts";

/** Who is told by mail what the alert topic is told. */
export function subscriptions({ stage }: Stack): Resources {
	return Object.fromEntries(
		stage.alerts.emails.map((email) => [
			`Alert${pascal(email)}`,
			{
				Type: "AWS::SNS::Subscription",
				Properties: { TopicArn: ref("AlertTopic"), Protocol: "email", Endpoint: email },
			},
		]),
	);
}
