// Deploys a token and the offering around it: `node contracts/script/launch.ts --config FILE --rpc URL --key-env NAME`.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { connect, reasonWithoutUrl } from "./deployer.ts";
import { LaunchError, readLaunchConfig } from "./launch-config.ts";
import { fileJournal } from "./launch-record.ts";
import { launch } from "./launch-steps.ts";

const USAGE = `usage: node contracts/script/launch.ts --config FILE --rpc URL --key-env NAME [--out DIR] [--poll-ms N]

  --config FILE   what to launch; contracts/script/launch.example.json shows everything it may say
  --rpc URL       a node of the chain; or env:NAME
  --key-env NAME  the environment variable that holds the deployer's private key
  --out DIR       where <chainId>.json is written (contracts/deployments)
  --poll-ms N     how often a pending transaction is looked at (1000)

Stopped at any point, the same command goes on where it was; when all is there it checks everything once more.`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			config: { type: "string" },
			rpc: { type: "string" },
			"key-env": { type: "string" },
			out: { type: "string", default: join(import.meta.dirname, "../deployments") },
			"poll-ms": { type: "string", default: "1000" },
			help: { type: "boolean", default: false },
		},
	});
	const { config: path, rpc, "key-env": keyEnv } = values;
	if (values.help) return print(USAGE);
	if (!path || !rpc || !keyEnv)
		throw new LaunchError("usage", ["--config, --rpc and --key-env are needed; see --help"]);
	const config = readLaunchConfig(resolve(path));
	const rpcUrl = rpc.startsWith("env:") ? fromEnv(rpc.slice(4)) : rpc;
	const key = fromEnv(keyEnv);
	if (!/^0x[0-9a-fA-F]{64}$/.test(key)) throw new LaunchError(keyEnv, ["not 32 bytes of hexadecimal"]);
	const deployer = await connect(rpcUrl, key, Number(values["poll-ms"]));
	try {
		const { chainId } = await deployer.provider.getNetwork();
		await launch(config, deployer, fileJournal(resolve(values.out), Number(chainId), config.id), print);
		print(`complete: ${join(values.out, `${chainId}.json`)}`);
	} finally {
		deployer.provider.destroy();
	}
}

function fromEnv(name: string): string {
	const value = process.env[name];
	if (!value) throw new LaunchError("the environment", [`has no ${name}`]);
	return value;
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

main().catch((error: Error) => {
	process.stderr.write(`${reasonWithoutUrl(error)}\n`);
	process.exitCode = 1;
});
