import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Contract, HDNodeWallet, type InterfaceAbi, type JsonRpcProvider, Wallet } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { ANVIL_KEYS, mineBySecond, startAnvil } from "../../infra/local/anvil.ts";
import { children, eventually } from "../../infra/local/children.ts";
import { account, type Deployed, deployContracts, type Offered, stageFor } from "../../infra/local/deploy.ts";
import { newHolders, type ShownClaim } from "../../infra/local/holder.ts";
import { type CloudStack, cloudStack } from "../cloud/stack.ts";
import { owedIn, sharesOf } from "./shares.ts";

export const TOKEN_ID = "openlm";
const [OPERATOR_KEY, LANE_KEY] = ANVIL_KEYS;

/** A chain that lives outside of the service, with a token, its holders without ETH, and a stage file for it. */
export interface OutsideChain {
	rpcUrl: string;
	/** The account of the service's one lane. */
	lane: string;
	provider: JsonRpcProvider;
	deployed: Deployed;
	holders: HDNodeWallet[];
	stageFile: string;
	folder: string;
	/** Sends revenue to the token and closes it into a snapshot, as anybody may. */
	earnAndSnapshot(amountWei: bigint): Promise<void>;
	owedWei(holder: string): Promise<bigint>;
	stop(): Promise<void>;
}

interface GivenChain {
	holders?: HDNodeWallet[];
	offered?: Offered;
	/** Changes the stage file. */
	stage?: (stage: ReturnType<typeof stageFor>) => object;
}

/** Of the deployed stack when `npm run test:cloud` runs these tests, else a fresh one. */
export async function outsideChain(holderCount: number, given: GivenChain = {}): Promise<OutsideChain> {
	if (process.env.CLOUD_STACK) return chainOf(cloudStack(), holderCount);
	const kids = children(() => undefined);
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-e2e-"));
	const rpcUrl = await startAnvil(kids);
	const holders = given.holders ?? newHolders(holderCount);
	const deployed = await deployContracts(rpcUrl, OPERATOR_KEY, sharesOf(holders), 1, given.offered);
	await mineBySecond(rpcUrl);
	const stageFile = join(folder, "stage.json");
	const stage = stageFor(rpcUrl, deployed);
	writeFileSync(stageFile, JSON.stringify(given.stage?.(stage) ?? stage));
	const opened = openChain(rpcUrl, deployed);
	return {
		...opened,
		lane: new Wallet(LANE_KEY).address,
		holders,
		stageFile,
		folder,
		stop: async () => {
			opened.provider.destroy();
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Leaves out the first holders, which other tests claim for. */
function chainOf({ rpcUrl, deployed, holders, laneAddress, stageFile }: CloudStack, holderCount: number): OutsideChain {
	const opened = openChain(rpcUrl, deployed);
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-e2e-"));
	return {
		...opened,
		lane: laneAddress,
		holders: holders.slice(-holderCount).map((phrase) => HDNodeWallet.fromPhrase(phrase)),
		stageFile,
		folder,
		stop: async () => {
			opened.provider.destroy();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function openChain(rpcUrl: string, deployed: Deployed) {
	const { signer, provider } = account(rpcUrl, OPERATOR_KEY);
	const token = new Contract(deployed.token, revenueShareTokenAbi as unknown as InterfaceAbi, signer);
	return {
		rpcUrl,
		provider,
		deployed,
		earnAndSnapshot: async (amountWei: bigint): Promise<void> => {
			await mined(await signer.sendTransaction({ to: deployed.token, value: amountWei }));
			await mined(await token.getFunction("snapshot")({ gasLimit: 400_000 }));
		},
		owedWei: (holder: string) => owedIn(token, holder),
	};
}

export interface RunningService {
	url: string;
	output(): string;
	/** SIGKILL to the process that was started; nothing is told to anybody. */
	kill(): Promise<void>;
	/** Ctrl-C. */
	interrupt(): Promise<number | null>;
}

/** `npm start -- --stage-file FILE`, as an integrator starts it. */
export async function startStack(chain: OutsideChain, port: number, dataFolder?: string): Promise<RunningService> {
	if (process.env.CLOUD_STACK) return deployedService(cloudStack());
	const script = join(import.meta.dirname, "../../infra/local/start.ts");
	const flags = [
		"--stage-file",
		chain.stageFile,
		"--port",
		String(port),
		...(dataFolder ? ["--data", dataFolder] : []),
	];
	const child: ChildProcess = spawn(process.execPath, [script, ...flags], {
		env: { ...process.env, NODE_OPTIONS: "", LANE_KEY_1: LANE_KEY },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream?.on("data", (chunk: Buffer) => {
			output += chunk.toString();
		});
	const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
	await eventually("ready", 90_000, async () => {
		if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
		return output.includes("ready ") ? true : undefined;
	});
	const end = async (signal: NodeJS.Signals): Promise<number | null> => {
		child.kill(signal);
		return exited;
	};
	return {
		url: `http://127.0.0.1:${port}`,
		output: () => output,
		kill: async () => void (await end("SIGKILL")),
		interrupt: () => end("SIGINT"),
	};
}

/** The deployed one: it was there before the test, and stays. */
const deployedService = ({ apiUrl }: CloudStack): RunningService => ({
	url: apiUrl,
	output: () => "",
	kill: async () => undefined,
	interrupt: async () => 0,
});

/** Waits until a claim is final. */
export const finalClaim = (url: string, id: string, timeoutMs = 60_000): Promise<ShownClaim> =>
	eventually(`the end of claim ${id}`, timeoutMs, async () => {
		const claim = (await (await fetch(`${url}/v1/claims/${id}`)).json()) as ShownClaim;
		return ["settled", "refused", "failed"].includes(claim.state) ? claim : undefined;
	});
