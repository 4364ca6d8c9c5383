import {
	CloudFormationClient,
	type CloudFormationClientConfig,
	DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { KMSClient } from "@aws-sdk/client-kms";
import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { kmsKeys } from "../../functions/config.ts";
import { senderNotices } from "../../functions/core/sender-notices.ts";
import { parseStage } from "../../functions/stage-file.ts";
import { laneAlias } from "./names.ts";

/** What a person needs after a deployment: where the API is, and which addresses to fund. `aws`: the deployer's access. */
export async function announce(name: string, stageFile: string, aws: CloudFormationClientConfig): Promise<string[]> {
	const stage = parseStage(stageFile);
	const outputs = await outputsOf(name, aws);
	const clientOf = (region?: string): KMSClient => new KMSClient({ ...aws, ...(region ? { region } : {}) } as object);
	const lanes = await Promise.all(
		stage.lanes.map(async ({ id, chainId, sender }) => {
			const chain = stage.chains.find((one) => one.chainId === chainId)?.name ?? chainId;
			if (sender.kind === "local") return `  ${id}: a local key`;
			if (sender.kind !== "kms") return `  ${id.padEnd(20)} ${sender.address} on ${chain}, sent by ${sender.kind}`;
			const address = await kmsSender(kmsKeys(sender, laneAlias(name, id)), clientOf)
				.address()
				.catch((error: Error) => `(its key did not answer: ${error.message})`);
			return `  ${id.padEnd(20)} ${address} on ${chain}`;
		}),
	);
	return [
		"",
		`API        ${outputs.HttpApiUrl}`,
		`dashboard  ${outputs.DashboardUrl}`,
		`failures   ${outputs.FailureQueueUrl}`,
		"lanes, each to be funded with ETH for gas:",
		...lanes,
		...senderNotices(stage.lanes).map((notice) => `warning: ${notice}`),
	];
}

async function outputsOf(name: string, aws: CloudFormationClientConfig): Promise<Record<string, string>> {
	const client = new CloudFormationClient(aws);
	try {
		const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
		return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]));
	} finally {
		client.destroy();
	}
}
