import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	Contract,
	type HDNodeWallet,
	type InterfaceAbi,
	type JsonRpcProvider,
	type NonceManager,
	Wallet,
} from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { claimBody } from "../../functions/api.ts";
import { acceptClaim, type ClaimOrder } from "../../functions/app/accept-claim.ts";
import { describeHolder } from "../../functions/app/describe-holder.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { type ShownClaim, showClaim } from "../../functions/app/show-claim.ts";
import { erc2771ForwarderAbi } from "../../functions/core/abi/erc2771-forwarder.ts";
import { revenueShareTokenAbi } from "../../functions/core/abi/revenue-share-token.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import type { Address, Hex } from "../../functions/core/hex.ts";
import type { Invoker } from "../../functions/core/ports/invoker.ts";
import type { Log, Ports } from "../../functions/core/ports/ports.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { wirePorts } from "../../functions/wire.ts";
import { ANVIL_KEYS, rpc, startAnvil } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { account, deployContracts, stageFor } from "../../infra/local/deploy.ts";
import { newHolders } from "../../infra/local/holder.ts";
import { localAccess, startTable } from "../../infra/local/table.ts";
import { owedIn, sharesOf } from "./shares.ts";

const [OPERATOR_KEY, LANE_KEY] = ANVIL_KEYS;

export { LANE_KEY };
export const LANE = "anvil-1";
export const TOKEN_ID = "openlm";
/** When a run must end that may take as long as it needs. */
export const FOREVER = Number.POSITIVE_INFINITY;
const OFFERED = { stock: 10n ** 24n, targetWei: 10n ** 18n, openForSec: 3_600 };

/** A real chain that mines only when told, a real DynamoDB API, and the service's own wiring in this process. */
export interface World {
	ports: Ports;
	/** Every wake-up that was asked for; none is run: each test says what runs, and when. */
	wakes: Parameters<Invoker["wake"]>[0][];
	provider: JsonRpcProvider;
	operator: NonceManager;
	laneAddress: Address;
	token: Contract;
	forwarder: Contract;
	claimMandate: Address;
	holders: HDNodeWallet[];
	mine(blocks?: number): Promise<void>;
	rpc<T>(method: string, params?: unknown[]): Promise<T>;
	/** Revenue, closed into a snapshot that is final. */
	earnAndSnapshot(amountWei: bigint): Promise<void>;
	/** What a holder posts: the quote, signed. */
	order(holder: HDNodeWallet, route?: Route): Promise<ClaimOrder>;
	accept(holder: HDNodeWallet, route?: Route): Promise<Claim>;
	/** Has a stranger execute a forward request, at a price that puts it first in the block. */
	execute(order: ClaimOrder): Promise<void>;
	claim(id: Hex): Promise<ShownClaim>;
	balance(address: string): Promise<bigint>;
	stop(): Promise<void>;
}

type StageFile = ReturnType<typeof stageFor>;
interface Given {
	/** The stage file's lanes and chains in another way; `rpcUrl`: the chain's node. */
	stage?: (stage: StageFile, rpcUrl: string) => object | Promise<object>;
	env?: Record<string, string>;
	log?: Log;
}

export async function startWorld(holderCount: number, keptStates?: number, given: Given = {}): Promise<World> {
	const kids = children(() => undefined);
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-world-"));
	const rpcUrl = await startAnvil(kids, [], keptStates);
	const holders = newHolders(holderCount);
	const deployed = await deployContracts(rpcUrl, OPERATOR_KEY, sharesOf(holders), 1, OFFERED);
	await rpc(rpcUrl, "evm_setAutomine", [false]);
	const table = await startTable(0, "world");
	const stageFile = join(folder, "stage.json");
	const stage = stageFor(rpcUrl, deployed);
	writeFileSync(stageFile, JSON.stringify(given.stage ? await given.stage(stage, rpcUrl) : stage));
	const wakes: World["wakes"] = [];
	const log = given.log ?? { info: () => undefined, warn: () => undefined };
	const invoker: Invoker = { wake: async (call: World["wakes"][number]) => void wakes.push(call) };
	const ports = wirePorts(readConfig({ LANE_KEY_1: LANE_KEY, ...given.env }, { stageFile }), {
		store: dynamoStore("world", dynamoClient(localAccess(table.endpoint))),
		invoker,
		log,
	});
	const { signer: operator, provider } = account(rpcUrl, OPERATOR_KEY);
	const connect = (address: string, abi: unknown) => new Contract(address, abi as InterfaceAbi, operator);
	const token = connect(deployed.token, revenueShareTokenAbi);
	const forwarder = connect(deployed.forwarder, erc2771ForwarderAbi);
	// Two seconds apart, whatever the clock says.
	const mine = async (blocks = 1): Promise<void> =>
		void (await rpc(rpcUrl, "anvil_mine", [`0x${blocks.toString(16)}`, "0x2"]));
	const order = async (holder: HDNodeWallet, wanted: Route = "forwarder"): Promise<ClaimOrder> => {
		const quote = await describeHolder(ports, TOKEN_ID, holder.address as Address, wanted);
		if (!("typedData" in quote) || !quote.typedData) throw new Error("there is nothing to sign");
		const { route, typedData } = quote;
		const { EIP712Domain: _domain, ...types } = typedData.types;
		const signature = await holder.signTypedData(typedData.domain, types, typedData.message);
		const { chainId } = typedData.domain;
		const signed = { [route === "forwarder" ? "request" : "consent"]: typedData.message };
		return claimBody.parse({ token: TOKEN_ID, chainId, route, ...signed, signature });
	};
	return {
		ports,
		wakes,
		provider,
		operator,
		laneAddress: new Wallet(LANE_KEY).address as Address,
		token,
		forwarder,
		claimMandate: deployed.claimMandate as Address,
		holders,
		mine,
		rpc: (method, params) => rpc(rpcUrl, method, params),
		earnAndSnapshot: async (amountWei) => {
			await operator.sendTransaction({ to: deployed.token, value: amountWei });
			await mine(3);
			const sent = await token.getFunction("snapshot")({ gasLimit: 400_000 });
			await mine(4);
			await mined(sent);
		},
		order,
		accept: async (holder, route) => acceptClaim(ports, await order(holder, route)),
		execute: async (posted) => {
			if (posted.route !== "forwarder") throw new Error("a stranger executes forward requests");
			const { deadlineSec, nonce: _nonce, ...rest } = posted.request;
			const data = { ...rest, deadline: deadlineSec, signature: posted.signature };
			const price = { maxPriorityFeePerGas: 50_000_000_000n, maxFeePerGas: 90_000_000_000n };
			await forwarder.getFunction("execute")(data, { gasLimit: 500_000, ...price });
		},
		claim: (id) => showClaim(ports, id),
		balance: (address) => provider.getBalance(address),
		stop: async () => {
			provider.destroy();
			await table.stop();
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** All that the token owes a holder, claimed or not. */
export const owedWei = (world: World, holder: string): Promise<bigint> => owedIn(world.token, holder);
export const holderAt = (world: World, at: number): HDNodeWallet => world.holders[at] as HDNodeWallet;
/** A holder's claims, the newest first. */
export const claimsOf = async ({ store }: Ports, { address }: { address: string }): Promise<Claim[]> =>
	(await store.claims.ofHolder(address as Address, 20)).claims;
/** Relays what waits and follows it to finality. */
export async function carry(world: World, ports = world.ports): Promise<void> {
	await relayLane(ports, LANE);
	await world.mine(4);
	await settleLane(ports, LANE, 0);
}
/** The same ports, by a clock that is ahead. */
export const later = (ports: Ports, ms: number): Ports => ({ ...ports, nowMs: () => Date.now() + ms });
