import { mined } from "./mined.ts";
import { FetchRequest, type Interface, JsonRpcProvider, keccak256, type TransactionRequest, Wallet } from "ethers";
import { artifact, initCode } from "./artifact.ts";
import { LaunchError } from "./launch-config.ts";
import type { Addresses, Step } from "./launch-plan.ts";
import type { StepRecord } from "./launch-record.ts";

/** An account on a chain, with what deploying takes. */
export interface Deployer {
	wallet: Wallet;
	provider: JsonRpcProvider;
	/** How often a pending transaction is looked at, and after what its fee is raised. */
	pollMs: number;
	bumpAfterMs: number;
}

/** Asks the node for its chain first: a provider of its own would go on asking for ever. */
export async function connect(rpcUrl: string, key: string, pollMs = 1_000, bumpAfterMs = 60_000): Promise<Deployer> {
	const chainId = await askChainId(rpcUrl).catch((error: Error) => {
		throw new LaunchError("the node does not say its chain", [reasonWithoutUrl(error)]);
	});
	const options = { cacheTimeout: -1, batchMaxCount: 1, staticNetwork: true };
	const provider = new JsonRpcProvider(rpcUrl, chainId, options);
	return { wallet: new Wallet(key, provider), provider, pollMs, bumpAfterMs };
}

async function askChainId(rpcUrl: string): Promise<bigint> {
	const request = new FetchRequest(rpcUrl);
	request.timeout = 10_000;
	request.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
	const response = await request.send();
	response.assertOk();
	return BigInt(response.bodyJson.result);
}

/** What went wrong, without the details that ethers appends: a node's URL may hold a secret. */
export const reasonWithoutUrl = (error: Error & { shortMessage?: string }): string =>
	error.shortMessage ?? error.message.replace(/https?:\/\/\S+/g, "the node");

/** `there`: it has code; `lost`: its nonce went to something else, so it can never be there; `open`: it may yet be. */
export async function standing({ wallet, provider }: Deployer, step: StepRecord): Promise<"there" | "open" | "lost"> {
	// Both of one block: a node that is behind must not show a used nonce and no code. The code last: some nodes tell of their
	// newest block from a state that is being changed.
	const block = await provider.getBlockNumber();
	const nonce = await provider.getTransactionCount(wallet.address, block);
	const code = await provider.getCode(step.address, block);
	if (code !== "0x") return "there";
	return nonce > step.nonce ? "lost" : "open";
}

/** Sends the step at its recorded nonce until its code is there; `save` is called before anything leaves. */
export async function create(deployer: Deployer, step: Step, at: Addresses, record: StepRecord, save: () => void) {
	const { provider, wallet } = deployer;
	const data = initCode(step.contract, step.args(at));
	const gas = await provider.estimateGas({ from: wallet.address, data }).catch((error: Error & { data?: string }) => {
		throw new LaunchError(`${step.name} would not deploy`, [reasonOf(artifact(step.contract).codec, error)]);
	});
	record.initCodeHash = keccak256(data);
	for (let attempt = 0; ; attempt++) {
		const tx = await price(deployer, { data, nonce: record.nonce, gasLimit: (gas * 11n) / 10n }, attempt);
		const signed = await wallet.signTransaction(tx);
		record.hashes.push(keccak256(signed));
		save();
		// What a node says here decides nothing: the chain is asked whether the code is there.
		const refused = await broadcast(provider, signed);
		const state = await wait(deployer, record);
		if (state === "there") return;
		if (state === "lost") throw new LaunchError(`${step.name} was not created`, [`see ${record.hashes.join(", ")}`]);
		if (attempt === 4) throw new LaunchError(`${step.name} is not mined`, [refused ?? "the node says nothing"]);
	}
}

/** Sends one call and waits for it. */
export async function call({ wallet, pollMs }: Deployer, to: string, data: string): Promise<void> {
	await mined(await wallet.sendTransaction({ to, data }), { pollMs, withinMs: 600_000 });
}

/** The creating transaction as the chain has it: its block, and whether it is the one that was recorded. */
export async function creation({ provider }: Deployer, record: StepRecord) {
	for (const hash of record.hashes) {
		const receipt = await provider.getTransactionReceipt(hash);
		const tx = receipt && (await provider.getTransaction(hash));
		if (tx) return { receipt, initCodeHash: keccak256(tx.data) };
	}
	return undefined;
}

async function wait(deployer: Deployer, record: StepRecord): Promise<"there" | "open" | "lost"> {
	const untilMs = Date.now() + deployer.bumpAfterMs;
	for (;;) {
		const state = await standing(deployer, record);
		if (state !== "open" || Date.now() > untilMs) return state;
		await new Promise((resolve) => setTimeout(resolve, deployer.pollMs));
	}
}

/** Each attempt offers a quarter more: pools want at least an eighth for a replacement. */
async function price({ wallet, provider }: Deployer, tx: TransactionRequest, attempt: number) {
	const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData();
	const raise = (fee: bigint): bigint => (fee * 5n ** BigInt(attempt)) / 4n ** BigInt(attempt) + BigInt(attempt);
	const fees =
		maxFeePerGas !== null && maxPriorityFeePerGas !== null
			? { type: 2, maxFeePerGas: raise(maxFeePerGas), maxPriorityFeePerGas: raise(maxPriorityFeePerGas) }
			: { type: 0, gasPrice: raise(gasPrice ?? 0n) };
	return wallet.populateTransaction({ ...tx, ...fees });
}

async function broadcast(provider: JsonRpcProvider, signed: string): Promise<string | undefined> {
	try {
		await provider.broadcastTransaction(signed);
		return undefined;
	} catch (error) {
		return reasonWithoutUrl(error as Error);
	}
}

/** A custom error by its name and values. */
function reasonOf(codec: Interface, error: Error & { data?: string }): string {
	const parsed = error.data ? codec.parseError(error.data) : null;
	return parsed ? `${parsed.name}(${parsed.args.join(", ")})` : reasonWithoutUrl(error);
}
