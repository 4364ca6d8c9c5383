import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Contract, type InterfaceAbi, type JsonRpcProvider, keccak256, toUtf8Bytes, Wallet } from "ethers";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { account, type Deployed, deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { LOCAL_AWS, localAccess, localClient, startTable } from "../../infra/local/table.ts";

const [OPERATOR_KEY, LANE_KEY] = ANVIL_KEYS;
const TABLE = "workers";
export const OPERATOR = new Wallet(OPERATOR_KEY).address;

export interface GroundOptions {
	holders: number;
	/** Gives the holders' keys. */
	seed: string;
	/** So many blocks on top make a block final. */
	finality: number;
}
/** A chain that mines when told, a table and a stage file, which outlive every worker on them. */
export interface Ground {
	holders: Wallet[];
	finality: number;
	deployed: Deployed;
	token: Contract;
	forwarder: Contract;
	provider: JsonRpcProvider;
	laneId: string;
	laneAddress: string;
	/** What a worker's environment holds. */
	env: Record<"RPC_URL" | "AWS_ENDPOINT_URL" | "STAGE_FILE", string> & Record<string, string>;
	folder: string;
	client: ReturnType<typeof localClient>;
	tableName: string;
	/** The service's own wiring as a process that has just started has it; nodes are asked at `rpcUrl`. */
	worker(rpcUrl?: string): Ports;
	rpc<T>(method: string, params?: unknown[]): Promise<T>;
	mine(blocks?: number): Promise<void>;
	/** Revenue, closed into a snapshot that is final. */
	earnAndSnapshot(amountWei: bigint): Promise<void>;
	stop(): Promise<void>;
}

export async function layGround({ holders: count, seed, finality }: GroundOptions): Promise<Ground> {
	const kids = children(() => undefined);
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-ground-"));
	const rpcUrl = await startAnvil(kids);
	// Once more when a kept connection was closed meanwhile: doing any of this twice does no harm.
	const ask: Ground["rpc"] = async <T>(method: string, params?: unknown[]): Promise<T> => {
		try {
			return await rpc<T>(rpcUrl, method, params);
		} catch (error) {
			if (!(error instanceof TypeError)) throw error;
			return rpc<T>(rpcUrl, method, params);
		}
	};
	const holders = Array.from({ length: count }, (_, at) => new Wallet(keccak256(toUtf8Bytes(`${seed} holder ${at}`))));
	const shares = {
		holders: holders.map(({ address }) => address),
		amounts: holders.map((_, at) => BigInt(at + 1) * 10n ** 24n),
	};
	const deployed = await deployContracts(rpcUrl, OPERATOR_KEY, shares, 1);
	await rpc(rpcUrl, "evm_setAutomine", [false]);
	const mine = async (blocks = 1): Promise<void> => void (await ask("anvil_mine", [`0x${blocks.toString(16)}`, "0x1"]));
	await mine(finality + 1); // so that the contracts are final
	const table = await startTable(0, TABLE);
	const client = localClient(table.endpoint);
	const stage = stageFor(rpcUrl, deployed);
	const stageFile = join(folder, "stage.json");
	const chains = stage.chains.map((chain) => ({ ...chain, rpcUrls: ["env:RPC_URL"], finality, bumpAfterSec: 2 }));
	writeFileSync(stageFile, JSON.stringify({ ...stage, chains, limits: { claimsPerHolderPerDay: 10_000 } }));
	const { signer, provider } = account(rpcUrl, OPERATOR_KEY);
	const connect = (address: string, abi: unknown) => new Contract(address, abi as InterfaceAbi, signer);
	const token = connect(deployed.token, revenueShareTokenAbi);
	const env = {
		...LOCAL_AWS,
		AWS_ENDPOINT_URL: table.endpoint,
		LANE_KEY_1: LANE_KEY,
		RPC_URL: rpcUrl,
		STAGE_FILE: stageFile,
		TABLE_NAME: TABLE,
	};
	return {
		holders,
		finality,
		deployed,
		token,
		forwarder: connect(deployed.forwarder, erc2771ForwarderAbi),
		provider,
		laneId: stage.lanes[0]?.id ?? "",
		laneAddress: new Wallet(LANE_KEY).address,
		env,
		folder,
		client,
		tableName: TABLE,
		worker: (url = rpcUrl) =>
			wirePorts(readConfig({ ...env, RPC_URL: url }), {
				store: dynamoStore(TABLE, dynamoClient(localAccess(table.endpoint))),
				invoker: { wake: async () => undefined },
				log: { info: () => undefined, warn: () => undefined },
			}),
		rpc: ask,
		mine,
		earnAndSnapshot: async (amountWei) => {
			const value = `0x${amountWei.toString(16)}`;
			await ask("eth_sendTransaction", [{ from: OPERATOR, to: deployed.token, value }]);
			await mine(2);
			const input = token.interface.encodeFunctionData("snapshot");
			const call = { from: OPERATOR, to: deployed.token, input, gas: "0x61a80" };
			const hash = await ask("eth_sendTransaction", [call]);
			await mine(finality + 1);
			const { status } = await ask<{ status: string }>("eth_getTransactionReceipt", [hash]);
			if (status !== "0x1") throw new Error("the snapshot reverted");
		},
		stop: async () => {
			provider.destroy();
			client.destroy();
			await table.stop();
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
