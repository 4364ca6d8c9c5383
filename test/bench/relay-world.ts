import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Contract, type HDNodeWallet, type InterfaceAbi, type JsonRpcProvider, Wallet } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { type DynamoSend, dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { claimBody } from "../../functions/api.ts";
import type { ClaimOrder } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import type { Invoker } from "../../functions/core/ports/invoker.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { ANVIL_CHAIN_ID, ANVIL_KEYS, mineBySecond, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { anyPort, children, eventually } from "../../infra/local/children.ts";
import { account, deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { localAccess } from "../../infra/local/table.ts";

export const LANE = "anvil-1";
const TOKEN_ID = "openlm";
const BLOCK_GAS = 60_000_000;
const [OPERATOR_KEY, LANE_KEY] = ANVIL_KEYS;

/** A chain with blocks of 60M gas a second and a token of many holders, one snapshot taken; a table in a process of its own. */
export interface RelayWorld {
	rpcUrl: string;
	stageFile: string;
	provider: JsonRpcProvider;
	lane: Wallet;
	holders: HDNodeWallet[];
	forwarder: string;
	/** A fresh table's store: what is kept in one measurement is not seen by the next. */
	freshPorts(invoker: Invoker): Promise<{ ports: Ports; requests(): number; tableEndpoint: string; tableName: string }>;
	order(holder: HDNodeWallet, route: Extract<Route, "forwarder" | "on-behalf">): Promise<ClaimOrder>;
	checkpoint(): Promise<string>;
	restore(checkpoint: string): Promise<void>;
	stop(): Promise<void>;
}

export async function relayWorld(holders: HDNodeWallet[]): Promise<RelayWorld> {
	const kids = children((name) => {
		throw new Error(`${name} ended`);
	});
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-bench-"));
	const rpcUrl = await startAnvil(kids, ["--gas-limit", String(BLOCK_GAS)]);
	const { signer, provider } = account(rpcUrl, OPERATOR_KEY);
	const shares = { holders: [await signer.getAddress()], amounts: [10n ** 27n] };
	const deployed = await deployContracts(rpcUrl, OPERATOR_KEY, shares, 1);
	const token = new Contract(deployed.token, revenueShareTokenAbi as unknown as InterfaceAbi, signer);
	// One after the other: of many that arrive out of order anvil may lose one, and all that follow wait for it.
	for (const [n, { address }] of holders.entries())
		await token.getFunction("transfer")(address, 10n ** 23n + BigInt(n), { gasLimit: 200_000 });
	await mined(await signer.sendTransaction({ to: deployed.token, value: 10n ** 21n }));
	await rpc(rpcUrl, "anvil_mine", ["0x3", "0x2"]);
	await mined(await token.getFunction("snapshot")({ gasLimit: 400_000 }));
	await rpc(rpcUrl, "anvil_setBalance", [new Wallet(LANE_KEY).address, "0x21e19e0c9bab2400000"]);
	await rpc(rpcUrl, "anvil_mine", ["0x3", "0x2"]);
	await mineBySecond(rpcUrl);

	const stageFile = join(folder, "stage.json");
	writeFileSync(stageFile, JSON.stringify(stageFor(rpcUrl, deployed)));
	const config = readConfig({ LANE_KEY_1: LANE_KEY }, { stageFile });
	const silent = { info: () => undefined, warn: () => undefined };
	const signing = wirePorts(config, { store: undefined as never, invoker: undefined as never, log: silent });
	return {
		rpcUrl,
		stageFile,
		provider,
		lane: new Wallet(LANE_KEY, provider),
		holders,
		forwarder: deployed.forwarder,
		freshPorts: async (invoker) => {
			const port = await anyPort();
			const tableName = "bench";
			kids.start(
				"table",
				[process.execPath, join(import.meta.dirname, "table-process.ts"), String(port), tableName],
				{},
				() => undefined,
			);
			const tableEndpoint = `http://127.0.0.1:${port}`;
			const client = dynamoClient(localAccess(tableEndpoint));
			const Key = { pk: { S: "none" }, sk: { S: "none" } };
			await eventually("the table", 20_000, () => client("GetItem", { TableName: tableName, Key }));
			let sent = 0;
			const counted: DynamoSend = (action, input) => {
				sent++;
				return client(action, input);
			};
			const ports = wirePorts(config, { store: dynamoStore(tableName, counted), invoker, log: silent });
			return { ports, requests: () => sent, tableEndpoint, tableName };
		},
		order: async (holder, route) => {
			const store = { claims: { ofHolder: async () => ({ claims: [] as Claim[] }) } } as never;
			const quote = await describeHolder({ ...signing, store }, TOKEN_ID, holder.address as `0x${string}`, route);
			if (!("typedData" in quote) || !quote.typedData) throw new Error("there is nothing to sign");
			const { EIP712Domain: _domain, ...types } = quote.typedData.types;
			const { message, domain } = quote.typedData;
			const signature = await holder.signTypedData(domain, types, message);
			const signed = { [route === "forwarder" ? "request" : "consent"]: message };
			return claimBody.parse({ token: TOKEN_ID, chainId: ANVIL_CHAIN_ID, route, ...signed, signature });
		},
		checkpoint: () => rpc<string>(rpcUrl, "evm_snapshot"),
		restore: async (checkpoint) => {
			if (!(await rpc<boolean>(rpcUrl, "evm_revert", [checkpoint]))) throw new Error("the chain could not be set back");
		},
		stop: async () => {
			provider.destroy();
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
