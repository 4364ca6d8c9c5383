import type { Courier } from "../../core/ports/courier.ts";
import { awsQuery } from "../aws/query-client.ts";
import type { AwsAccess } from "../aws/signed-post.ts";

/** What SNS takes in a subject. */
const SUBJECT = 100;

/** Publishes to an SNS topic. The message attribute `kind` is there for subscriptions that filter. */
export function snsCourier(topicArn: string, stackName: string, access: AwsAccess): Courier {
	const publish = awsQuery(access, { name: "sns", version: "2010-03-31" });
	return {
		deliver: async ({ kind, body }) => {
			try {
				await publish("Publish", {
					TopicArn: topicArn,
					Subject: `${stackName}: ${kind}`.slice(0, SUBJECT),
					Message: body,
					"MessageAttributes.entry.1.Name": "kind",
					"MessageAttributes.entry.1.Value.DataType": "String",
					"MessageAttributes.entry.1.Value.StringValue": kind,
				});
				return { ok: true };
			} catch (error) {
				return { ok: false, problem: (error as Error).message };
			}
		},
	};
}
