import { Contract, getCreateAddress, type InterfaceAbi, JsonRpcProvider, NonceManager, Wallet } from "ethers";
import { factoryOf } from "../../contracts/script/artifact.ts";
import { mined } from "../../contracts/script/mined.ts";
import { modelOracleAbi } from "../../functions/core/abi/model-oracle.ts";
import { ETH } from "../../functions/core/hex.ts";
import { ANVIL_CHAIN_ID } from "./anvil.ts";

export interface Deployed {
	token: string;
	forwarder: string;
	claimMandate: string;
	oracle: string;
	modelId: bigint;
	startBlock: number;
	offering?: string;
}
export interface Shares {
	holders: readonly string[];
	amounts: readonly bigint[];
}
/** A ModelOffering that sells so many of the tokens. */
export interface Offered {
	stock: bigint;
	targetWei: bigint;
	openForSec: number;
}
export const FORWARDER_NAME = "OpenLMForwarder";
/** What the demo's contractURI says. */
const MODEL = {
	name: "OpenLM 1",
	description:
		"A small open language model, trained in the open and paid for by those who use it. It exists on this machine alone.",
	repository: "https://example.org/openlm/openlm-1",
	weights: "sha256:6f1c2b0f0f0d8a1b3c5d7e9f00112233445566778899aabbccddeeff00112233",
	license: "Apache-2.0",
};
/** What one inference costs, in wei. */
export const INFERENCE_FEE_WEI = 3_000_000_000_000_000n;

/** An account of the local chain that sends its transactions in order. */
export function account(rpcUrl: string, key: string): { signer: NonceManager; provider: JsonRpcProvider } {
	const provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 200, batchMaxCount: 1 });
	return { signer: new NonceManager(new Wallet(key, provider)), provider };
}

const timestampSec = async (provider: JsonRpcProvider): Promise<number> => {
	const block = await provider.getBlock("latest");
	return block?.timestamp ?? 0;
};

/** Deploys forwarder, token and a model that earns; the whole supply goes to `shares`. */
export async function deployContracts(
	rpcUrl: string,
	key: string,
	shares: Shares,
	snapshotIntervalSec: number,
	offered?: Offered,
): Promise<Deployed> {
	const { signer, provider } = account(rpcUrl, key);
	const deploy = async (name: string, ...args: unknown[]): Promise<string> => {
		const contract = await factoryOf(name, signer).deploy(...args);
		await mined(contract.deploymentTransaction());
		return contract.getAddress();
	};
	try {
		const startBlock = await provider.getBlockNumber();
		const forwarder = await deploy("ERC2771Forwarder", FORWARDER_NAME);
		const treasury = await signer.getAddress();
		const nonce = await signer.getNonce();
		// The offering names the token, which names the offering as one that does not earn.
		const token = getCreateAddress({ from: treasury, nonce: nonce + (offered ? 1 : 0) });
		const offering =
			offered &&
			(await deploy(
				"ModelOffering",
				token,
				treasury,
				offered.stock,
				offered.targetWei,
				(await timestampSec(provider)) + offered.openForSec,
			));
		const selling =
			offering && offered ? { holders: [offering], amounts: [offered.stock] } : { holders: [], amounts: [] };
		await deploy("RevenueShareToken", {
			name: "OpenLM",
			symbol: "OLM",
			contractURI: `data:application/json,${encodeURIComponent(JSON.stringify(MODEL))}`,
			holders: [...shares.holders, ...selling.holders],
			amounts: [...shares.amounts, ...selling.amounts],
			treasury,
			forwarder,
			claimShareBps: 8_000,
			firstSnapshotAt: 0n,
			snapshotInterval: snapshotIntervalSec,
			claimWindow: 30 * 86_400,
			minRevenueWei: 1n,
			assets: [],
			nonEarning: selling.holders,
		});
		const claimMandate = await deploy("ClaimMandate");
		const oracle = await deploy("ModelOracle");
		const model = new Contract(oracle, modelOracleAbi as unknown as InterfaceAbi, signer);
		await mined(await model.getFunction("registerModel")(token, ETH, INFERENCE_FEE_WEI));
		return { token, forwarder, claimMandate, oracle, modelId: 0n, startBlock, ...(offering ? { offering } : {}) };
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
			sources: [{ address: deployed.oracle, kind: "oracle", name: "Inference fees" }],
			...(deployed.offering ? { offering: deployed.offering } : {}),
			snapshot: { minRevenueWei: "1000000000000000", minRevenuePerGasCost: 1 },
		},
	],
	lanes: [{ id: "anvil-1", chainId: ANVIL_CHAIN_ID, sender: { kind: "local", key: "env:LANE_KEY_1" } }],
});
