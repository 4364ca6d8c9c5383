import { kmsSender } from "../../functions/adapters/sender/kms.ts";
import { kmsKeys } from "../../functions/config.ts";
import { laneAlias, type Stack } from "./names.ts";

/** What a person needs after a deployment: where the API is, and which addresses to fund. */
export async function announce({ name, stage }: Stack, outputs: Record<string, string>): Promise<string[]> {
	const lanes = await Promise.all(
		stage.lanes.map(async ({ id, chainId, sender }) => {
			const chain = stage.chains.find((one) => one.chainId === chainId)?.name ?? chainId;
			const address = sender.kind === "kms" ? await addressOf(kmsKeys(sender, laneAlias(name, id))) : "of its own key";
			return `  ${id.padEnd(20)} ${address}  on ${chain}`;
		}),
	);
	return [
		`API        ${outputs.HttpApiUrl}`,
		`dashboard  ${outputs.DashboardUrl}`,
		`failures   ${outputs.FailureQueueUrl}`,
		"lanes, each to be funded with ETH for gas:",
		...lanes,
	];
}

async function addressOf(keys: Parameters<typeof kmsSender>[0]): Promise<string> {
	try {
		return await kmsSender(keys).address();
	} catch (error) {
		return `(its key did not answer: ${(error as Error).message})`;
	}
}
