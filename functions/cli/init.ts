import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Discovered, discoverToken } from "../app/operator/discover-token.ts";
import { address } from "../core/schema.ts";
import { stageSchema } from "../core/stage.ts";
import { readChainId, wireChain } from "../wire-operator.ts";
import { type AddCommand, type Global, type Outcome, run } from "./command.ts";
import { EXIT, usage } from "./exit.ts";
import { gwei, many, style } from "./format.ts";
import { askMissing, checkOptions, type InitOptions } from "./init-questions.ts";
import { progress } from "./progress.ts";
import { stageFileOf } from "./stack.ts";

/** `imo-relay init`: from a token's address to a stage file */
export const addInit: AddCommand = (program) => {
	program
		.command("init")
		.description("write a stage file for a token: asks for what the chain does not tell and no option names")
		.option("--token <address>", "the token's address")
		.option("--rpc <url>", "a node of its chain")
		.option("--id <id>", "what the token is called in paths: a-z, 0-9, - (default: its name)")
		.option(
			"--lane <key>",
			"what signs: kms, or env:NAME for a private key, which the local stack alone takes (default: env:LANE_KEY_1 there, else kms)",
		)
		.option("--min-revenue <wei>", "a snapshot waits for this much revenue (default: 0.1 ETH)")
		.option(
			"--fee-cap <wei>",
			"the most that is paid for a unit of gas (default: ten times the price now, at least 2 gwei)",
		)
		.option("--start-block <number>", "where its ledger starts, when the chain does not tell")
		.option("--claim-mandate <address>", "ClaimMandate on this chain, for claims without a signature each")
		.option("--overwrite", "write over a stage file that is there")
		.addHelpText(
			"after",
			"\nExamples:\n  imo-relay init --stage dev\n  imo-relay init --stage-file my.json --token 0x… --rpc https://rpc.example.org --lane env:LANE_KEY_1 --min-revenue 100000000000000000",
		)
		.action(run<Global & InitOptions>(init));
};

const chainNames: Record<number, string> = {
	1: "Ethereum",
	10: "OP Mainnet",
	8453: "Base",
	42161: "Arbitrum One",
	84532: "Base Sepolia",
	31337: "anvil",
	11155111: "Sepolia",
};

async function init(options: Global & InitOptions): Promise<Outcome> {
	const file = stageFileOf(options);
	if (existsSync(file) && !options.overwrite) throw usage(`${file} is there already`, "--overwrite writes over it");
	checkOptions(options);
	const place = await askMissing(options, ["token", "rpc"]);
	const token = address.safeParse(place.token);
	if (!token.success) throw usage(`--token ${place.token}: its letters are not its checksum (EIP-55)`);
	if (!/^https?:/.test(URL.parse(place.rpc)?.protocol ?? "")) throw usage(`--rpc ${place.rpc}: not an http(s) URL`);
	const chainId = await readChainId(place.rpc);
	const found = await discover(place.rpc, chainId, token.data);
	const { probe } = found;
	if (!probe.dialect)
		throw usage(
			`this token can't be served: ${probe.refusal}`,
			"`imo-relay doctor` says more once it is in a stage file",
		);

	const rest = await askMissing({ ...options, ...place }, ["id", "lane", "minRevenue"], {
		id: slug(found.name ?? "token"),
		lane: options.stage === "local" ? "env:LANE_KEY_1" : "kms",
	});
	const startBlock = options.startBlock ?? found.startBlock;
	if (startBlock === undefined)
		throw usage("the node does not tell when the token was deployed", "name the block with --start-block");
	const stage = {
		chains: [
			{
				chainId,
				name: chainNames[chainId] ?? `chain ${chainId}`,
				rpcUrls: [place.rpc],
				feeCapWei: options.feeCap ?? found.feeCapWei.toString(),
				...(found.isOpStack ? { feeModel: "op-stack" } : {}),
				...(options.claimMandate ? { claimMandate: options.claimMandate } : {}),
			},
		],
		tokens: [
			{
				id: rest.id,
				name: found.name ?? rest.id,
				chainId,
				address: token.data,
				...(found.forwarder ? { forwarder: found.forwarder } : {}),
				dialect: probe.dialect,
				startBlock: Number(startBlock),
				snapshot: { minRevenueWei: rest.minRevenue },
			},
		],
		lanes: [
			{
				id: `${slug(chainNames[chainId] ?? `chain-${chainId}`)}-1`,
				chainId,
				sender: rest.lane === "kms" ? { kind: "kms" } : { kind: "local", key: rest.lane },
			},
		],
	};
	const valid = stageSchema.safeParse(stage);
	if (!valid.success)
		throw usage(valid.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(stage, null, "\t")}\n`);
	return { json: { file, stage }, lines: linesOf(file, found, String(startBlock)), exit: EXIT.ok };
}

async function discover(rpc: string, chainId: number, token: `0x${string}`): Promise<Discovered> {
	const { ports, chain } = wireChain(rpc, chainId);
	const bar = progress("reading the chain", 1);
	try {
		return await discoverToken(ports, chain, token, bar.at);
	} finally {
		bar.end();
	}
}

const slug = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-+|-+$/g, "")
		.slice(0, 30) || "token";

function linesOf(file: string, { probe, name, forwarder, feeCapWei }: Discovered, startBlock: string): string[] {
	const warnings = probe.findings.filter(({ pass }) => !pass);
	return [
		`found   ${name ?? "no name"}, ${probe.dialect}, deployed in block ${startBlock}`,
		`        forwarder ${forwarder ? `${forwarder.name} ${forwarder.address}` : "none"}, fee cap ${gwei(feeCapWei)}`,
		...warnings.map(({ check, detail }) => `${style("yellow", "warn")}    ${check}: ${detail}`),
		`${style("green", "written")} ${file}${warnings.length > 0 ? `, with ${many(warnings.length, "warning")}` : ""}`,
		`next    imo-relay doctor --stage-file ${file}`,
	];
}
