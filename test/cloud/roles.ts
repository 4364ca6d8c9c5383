import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { type CloudStack, clientOf } from "./stack.ts";

/** The stack's roles by what they are for: a function's name, or `scheduler`. */
export async function rolesOf(stack: CloudStack): Promise<Map<string, string>> {
	const client = new CloudFormationClient(clientOf(stack));
	const roles = new Map<string, string>();
	for await (const page of paginateListStackResources({ client }, { StackName: stack.name }))
		for (const { ResourceType, LogicalResourceId = "", PhysicalResourceId = "" } of page.StackResourceSummaries ?? [])
			if (ResourceType === "AWS::IAM::Role")
				roles.set(LogicalResourceId.replace(/Role$/, "").toLowerCase(), PhysicalResourceId);
	client.destroy();
	return roles;
}

export interface Policy {
	Version: string;
	Statement: { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}

/** All that a role may do, as IAM has it. */
export async function policiesOf(stack: CloudStack, RoleName: string): Promise<{ name: string; policy: Policy }[]> {
	const client = new IAMClient(clientOf(stack));
	const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
	return Promise.all(
		PolicyNames.map(async (PolicyName) => {
			const { PolicyDocument = "" } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
			return { name: PolicyName, policy: JSON.parse(decodeURIComponent(PolicyDocument)) as Policy };
		}),
	);
}
