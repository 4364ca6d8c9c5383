import { spawn } from "node:child_process";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { bin } from "../../infra/local/children.ts";
import { REGION } from "./emulator.ts";
import { OWNER } from "./stack.ts";

/** `npx serverless COMMAND --stage STAGE` with a stage file. Gives what it printed; throws when it fails. */
export async function serverless(
	command: string,
	stageName: string,
	stageFile: string,
	env: Record<string, string>,
): Promise<string> {
	const child = spawn(process.execPath, [bin("serverless"), command, "--stage", stageName], {
		env: { ...process.env, ...env, STAGE_FILE: stageFile },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (part: Buffer) => {
			output += part.toString();
		});
	const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
	if (code !== 0) throw new Error(`serverless ${command} --stage ${stageName}: ${code}\n${output}`);
	return output;
}

/** A stack's outputs; undefined: there is no such stack. */
export async function outputsOf(endpoint: string, stackName: string): Promise<Record<string, string> | undefined> {
	const client = new CloudFormationClient({ endpoint, region: REGION, credentials: OWNER });
	try {
		const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
		return Object.fromEntries(
			(Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
		);
	} catch {
		return undefined;
	} finally {
		client.destroy();
	}
}
