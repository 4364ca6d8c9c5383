import { ConfigError } from "../../functions/config.ts";
import { secretsOf } from "../../functions/core/sender-notices.ts";
import { parseStage } from "../../functions/stage-file.ts";

/** A deployed function has no environment of ours: what the stage file refers to by `env:` would never be found there. */
export function refuseLocalSecrets(stageFile: string): void {
	const { chains, lanes, notices } = parseStage(stageFile);
	const problems = [
		...lanes.flatMap(({ id, sender }) =>
			sender.kind === "local"
				? [`lane ${id}: a local key does not go to the cloud; use the sender "kms"`]
				: secretsOf(sender)
						.filter((one) => one.startsWith("env:"))
						.map((one) => `lane ${id}: ${one} is of this machine; use secretsmanager:NAME#FIELD or ssm:/NAME`),
		),
		...chains.flatMap(({ chainId, rpcUrls }) =>
			rpcUrls.flatMap((one, at) =>
				one.startsWith("env:") ? [`chain ${chainId}, rpcUrls[${at}]: ${one} is of this machine; use ssm:/NAME`] : [],
			),
		),
		...notices.webhooks.flatMap(({ id, url, secrets }) => [
			...(url.startsWith("https:") ? [] : [`webhook ${id}: ${url} is on this machine`]),
			...secrets.flatMap((one, at) =>
				one.startsWith("env:") ? [`webhook ${id}, secrets[${at}]: ${one} is of this machine; use ssm:/NAME`] : [],
			),
		]),
	];
	if (problems.length > 0) throw new ConfigError(problems);
}
