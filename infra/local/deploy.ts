import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Contract, ContractFactory, type InterfaceAbi, JsonRpcProvider, NonceManager, Wallet } from "ethers";
import { claimMandateAbi } from "../../functions/core/abi/claim-mandate.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { modelOracleAbi } from "../../functions/core/abi/model-oracle.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import { ETH } from "../../functions/core/hex.ts";
import { ANVIL_CHAIN_ID } from "./anvil.ts";

export interface Deployed {
	token: string;
	forwarder: string;
	claimMandate: string;
	oracle: string;
	modelId: bigint;
	startBlock: number;
}
export interface Shares {
	holders: readonly string[];
	amounts: readonly bigint[];
}
export const FORWARDER_NAME = "OpenLMForwarder";
/** What one inference costs, in wei. */
export const INFERENCE_FEE_WEI = 3_000_000_000_000_000n;

/** An account of the local chain that sends its transactions in order. */
export function account(rpcUrl: string, key: string): { signer: NonceManager; provider: JsonRpcProvider } {
	const provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 200, batchMaxCount: 1 });
	return { signer: new NonceManager(new Wallet(key, provider)), provider };
}

/** Deploys forwarder, token and a model that earns; the whole supply goes to `shares`. */
export async function deployContracts(
	rpcUrl: string,
	key: string,
	shares: Shares,
	snapshotIntervalSec: number,
): Promise<Deployed> {
	const { signer, provider } = account(rpcUrl, key);
	const deploy = async (name: string, abi: unknown, ...args: unknown[]): Promise<string> => {
		const path = join(import.meta.dirname, `../../contracts/bytecode/${name}.json`);
		const { bytecode } = JSON.parse(readFileSync(path, "utf8")) as { bytecode: string };
		const contract = await new ContractFactory(abi as InterfaceAbi, bytecode, signer).deploy(...args);
		await contract.waitForDeployment();
		return contract.getAddress();
	};
	try {
		const startBlock = await provider.getBlockNumber();
		const forwarder = await deploy("ERC2771Forwarder", erc2771ForwarderAbi, FORWARDER_NAME);
		const token = await deploy("RevenueShareToken", revenueShareTokenAbi, {
			name: "OpenLM",
			symbol: "OLM",
			contractURI: "data:application/json,%7B%22name%22%3A%22OpenLM%22%7D",
			holders: shares.holders,
			amounts: shares.amounts,
			treasury: await signer.getAddress(),
			forwarder,
			claimShareBps: 8_000,
			firstSnapshotAt: 0n,
			snapshotInterval: snapshotIntervalSec,
			claimWindow: 30 * 86_400,
			minRevenueWei: 1n,
			assets: [],
			nonEarning: [],
		});
		const claimMandate = await deploy("ClaimMandate", claimMandateAbi);
		const oracle = await deploy("ModelOracle", modelOracleAbi);
		const model = new Contract(oracle, modelOracleAbi as unknown as InterfaceAbi, signer);
		await (await model.getFunction("registerModel")(token, ETH, INFERENCE_FEE_WEI)).wait();
		return { token, forwarder, claimMandate, oracle, modelId: 0n, startBlock };
	} finally {
		provider.destroy();
	}
}

/** The stage file for what was deployed. */
export const stageFor = (rpcUrl: string, deployed: Deployed) => ({
	schedules: { snapshot: "rate(1 minute)" },
	chains: [
		{
			chainId: ANVIL_CHAIN_ID,
			name: "anvil",
			rpcUrls: [rpcUrl],
			feeCapWei: "100000000000",
			bumpAfterSec: 10,
			claimMandate: deployed.claimMandate,
		},
	],
	tokens: [
		{
			id: "openlm",
			name: "OpenLM",
			chainId: ANVIL_CHAIN_ID,
			address: deployed.token,
			forwarder: { address: deployed.forwarder, name: FORWARDER_NAME },
			dialect: "imo-relay",
			startBlock: deployed.startBlock,
			snapshot: { minRevenueWei: "1000000000000000", minRevenuePerGasCost: 1 },
		},
	],
	lanes: [{ id: "anvil-1", chainId: ANVIL_CHAIN_ID, sender: { kind: "local", key: "env:LANE_KEY_1" } }],
});
