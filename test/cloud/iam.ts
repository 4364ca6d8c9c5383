import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { policiesOf, rolesOf } from "./roles.ts";
import { type CloudStack, clientOf } from "./stack.ts";

/** Whether a role of the stack (a function's, or `scheduler`) may do something, by IAM's own rules. */
export type May = (role: string, action: string, resource: string, keyPolicy?: object) => Promise<boolean>;

/** Reads what each role is allowed as it is deployed. */
export async function readIam(stack: CloudStack): Promise<{ may: May; roles: string[] }> {
	const roles = await rolesOf(stack);
	const policies = new Map<string, Awaited<ReturnType<typeof policiesOf>>>();
	for (const [name, role] of roles) policies.set(name, await policiesOf(stack, role));
	const may: May = async (role, action, resource, keyPolicy) => {
		const done = await runSimulation(
			{
				request: {
					action,
					resource: { resource, accountId: stack.account },
					principal: `arn:aws:iam::${stack.account}:role/${roles.get(role)}`,
					contextVariables: {},
				},
				identityPolicies: (policies.get(role) ?? []).map(({ name, policy }) => ({ name, policy })),
				serviceControlPolicies: [],
				resourceControlPolicies: [],
				...(keyPolicy ? { resourcePolicy: keyPolicy } : {}),
			},
			{},
		);
		if (done.resultType === "error") throw new Error(`${role} ${action} ${resource}: ${JSON.stringify(done.errors)}`);
		return done.overallResult === "Allowed";
	};
	return { may, roles: [...roles.keys()] };
}

/** The lane's key and its policy, as KMS has them. */
export async function laneKey(stack: CloudStack): Promise<{ arn: string; policy: object }> {
	const client = new KMSClient(clientOf(stack));
	const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: `alias/${stack.name}-${stack.lane}` }));
	const { Policy = "{}" } = await client.send(
		new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: "default" }),
	);
	client.destroy();
	return { arn: KeyMetadata?.Arn ?? "", policy: JSON.parse(Policy) };
}

/** What AWS gives a key whose maker says nothing: the account's roles may use it as far as their own policies let them. */
export const defaultKeyPolicy = ({ account }: CloudStack): object => ({
	Version: "2012-10-17",
	Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" }],
});
