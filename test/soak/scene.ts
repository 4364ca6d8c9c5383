import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contract, keccak256, toUtf8Bytes, Wallet } from "ethers";
import { mined } from "../../contracts/script/mined.ts";
import { dynamoClient } from "../../functions/adapters/aws/dynamodb.ts";
import { dynamoStore } from "../../functions/adapters/store/dynamo.ts";
import { type Address, ETH } from "../../functions/core/hex.ts";
import { readConfig } from "../../functions/stage-file.ts";
import { type ReadyPorts, wirePorts } from "../../functions/wire.ts";
import { ANVIL_KEYS } from "../../infra/local/anvil.ts";
import { children } from "../../infra/local/children.ts";
import { FORWARDER_NAME } from "../../infra/local/deploy.ts";
import { LOCAL_AWS, localAccess, startTable } from "../../infra/local/table.ts";
import type { Dice } from "../given/dice.ts";
import { type FaultyRpc, startFaultyRpc } from "../given/faulty-rpc.ts";
import { type SimChain, startChain } from "./chain.ts";

export const HOUR_SEC = 3_600;
const HOLDERS = 6;
const MILLI = 10n ** 15n;
/** What a lane is brought up to by the gas tank, and begins with. */
export const LANE_TARGET_WEI = 200n * MILLI;
/** What is worth a snapshot. */
export const WORTH_WEI = 10n * MILLI;
/** So many blocks on top make a block final: more than any reorg here undoes. */
export const FINALITY = 66;
const TABLE = "soak";

/** How a token's holders are paid: by a mandate, by what they post on a route, or not by us. */
export type Habit = "mandate" | "forwarder" | "on-behalf" | "none";
export interface Player {
	wallet: Wallet;
	habit: Habit;
}
export interface SoakToken {
	id: "openlm" | "ora" | "reference";
	chain: SimChain;
	contract: Contract;
	address: Address;
	players: Player[];
}
/** Two chains, three tokens, one table, one stage file. */
export interface Scene {
	chains: SimChain[];
	tokens: SoakToken[];
	router: Contract;
	tank: Contract;
	lanes: { id: string; chain: SimChain; address: string }[];
	/** Between the workers and each chain. */
	proxies: FaultyRpc[];
	env: Record<string, string>;
	folder: string;
	/** The service's wiring over nodes that do as they should; its clock is `nowMs`. */
	reader(nowMs: () => number): ReadyPorts;
	stop(): Promise<void>;
}

const habits: Record<SoakToken["id"], readonly Habit[]> = {
	openlm: ["mandate", "forwarder", "on-behalf", "mandate", "forwarder", "on-behalf"],
	ora: ["mandate", "none", "mandate", "mandate", "none", "mandate"],
	reference: ["mandate", "mandate", "none", "none", "mandate", "mandate"],
};

export async function setScene(at: Dice, seed: string): Promise<Scene> {
	const kids = children(() => undefined);
	const folder = mkdtempSync(join(tmpdir(), "imo-relay-soak-"));
	const [a, b] = [await startChain(kids, 31337), await startChain(kids, 31338)];
	const playersOf = (id: SoakToken["id"]): Player[] =>
		Array.from({ length: HOLDERS }, (_, n) => ({
			wallet: new Wallet(keccak256(toUtf8Bytes(`${seed} ${id} ${n}`))),
			habit: habits[id][n] as Habit,
		}));
	const sharesOf = (players: readonly Player[]) => [
		players.map(({ wallet }) => wallet.address),
		players.map((_, n) => BigInt(n + 1) * 10n ** 24n),
	];
	const players = { openlm: playersOf("openlm"), ora: playersOf("ora"), reference: playersOf("reference") };
	const startBlock = await a.provider.getBlockNumber();
	const operator = await a.operator.getAddress();
	const [holders, amounts] = sharesOf(players.openlm);
	const forwarder = await a.deploy("ERC2771Forwarder", FORWARDER_NAME);
	const openlm = await a.deploy("RevenueShareToken", {
		name: "OpenLM",
		symbol: "OLM",
		contractURI: "",
		holders,
		amounts,
		treasury: operator,
		forwarder,
		claimShareBps: 8_000,
		firstSnapshotAt: 0n,
		snapshotInterval: 8 * HOUR_SEC,
		claimWindow: 30 * 24 * HOUR_SEC,
		minRevenueWei: 1n,
		assets: [],
		nonEarning: [],
	});
	const tank = await a.deploy("GasTank", operator, operator, HOUR_SEC, 2n * LANE_TARGET_WEI);
	const router = await a.deploy("RevenueRouter", {
		token: openlm,
		weth: ETH,
		treasury: operator,
		gasTank: tank,
		gasTankBps: 2_000,
		shares: [],
	});
	const ora = await a.deploy("OraToken", ...sharesOf(players.ora), 80, 12 * HOUR_SEC);
	const reference = await b.deploy("ReferenceToken", ...sharesOf(players.reference), 80);
	const mandates = [await a.deploy("ClaimMandate"), await b.deploy("ClaimMandate")] as const;
	const [, KEY_A, KEY_B] = ANVIL_KEYS;
	const lanes = [
		{ id: "lane-a", chain: a, address: new Wallet(KEY_A).address },
		{ id: "lane-b", chain: b, address: new Wallet(KEY_B).address },
	];
	await mined(await tank.getFunction("setLane")(lanes[0]?.address, LANE_TARGET_WEI));
	await a.rpc("anvil_setBalance", [lanes[0]?.address, `0x${LANE_TARGET_WEI.toString(16)}`]);
	const proxies = [
		await startFaultyRpc(a.rpcUrl, at.branch("faults a")),
		await startFaultyRpc(b.rpcUrl, at.branch("faults b")),
	];
	const chainEntry = (chain: SimChain, ref: string, claimMandate: string, more: object = {}) => ({
		chainId: chain.chainId,
		name: ref,
		rpcUrls: [`env:${ref}`],
		finality: FINALITY,
		feeCapWei: "100000000000",
		bumpAfterSec: HOUR_SEC,
		claimMandate,
		...more,
	});
	const [openlmAt, oraAt, referenceAt, tankAt, routerAt, forwarderAt, mandateA, mandateB] = await Promise.all(
		[openlm, ora, reference, tank, router, forwarder, ...mandates].map((one) => one.getAddress()),
	);
	const common = { startBlock, minWorthPercent: 0 };
	const snapshot = { minRevenueWei: WORTH_WEI.toString(), minRevenuePerGasCost: 1, maxWaitSec: 48 * HOUR_SEC };
	const stage = {
		schedules: {},
		chains: [
			chainEntry(a, "RPC_A", mandateA as string, { gasTank: tankAt }),
			chainEntry(b, "RPC_B", mandateB as string),
		],
		tokens: [
			{
				...common,
				id: "openlm",
				name: "OpenLM",
				chainId: a.chainId,
				address: openlmAt,
				forwarder: { address: forwarderAt, name: FORWARDER_NAME },
				dialect: "imo-relay",
				sweeps: [{ id: "router", kind: "router", address: routerAt }],
				sources: [{ address: routerAt, kind: "router" }],
				snapshot,
			},
			{ ...common, id: "ora", name: "Ora", chainId: a.chainId, address: oraAt, dialect: "ora", snapshot },
			{
				...common,
				id: "reference",
				name: "Reference",
				chainId: b.chainId,
				address: referenceAt,
				dialect: "erc7641-reference",
				snapshot: { ...snapshot, window: { cron: "0 6 * * *", durationSec: 12 * HOUR_SEC } },
			},
		],
		lanes: [
			{
				id: "lane-a",
				chainId: a.chainId,
				sender: { kind: "local", key: "env:LANE_A" },
				floorWei: LANE_TARGET_WEI.toString(), // filled up at once, so that the end can be compared with the beginning
			},
			{ id: "lane-b", chainId: b.chainId, sender: { kind: "local", key: "env:LANE_B" } },
		],
		limits: { claimsPerHolderPerDay: 1_000 },
		notices: { topic: [] },
	};
	const stageFile = join(folder, "stage.json");
	writeFileSync(stageFile, JSON.stringify(stage));
	const table = await startTable(0, TABLE);
	const env = {
		...LOCAL_AWS,
		AWS_ENDPOINT_URL: table.endpoint,
		TABLE_NAME: TABLE,
		STAGE_FILE: stageFile,
		LANE_A: KEY_A,
		LANE_B: KEY_B,
		RPC_A: proxies[0]?.url as string,
		RPC_B: proxies[1]?.url as string,
	};
	const tokens = (["openlm", "ora", "reference"] as const).map((id): SoakToken => {
		const contract = { openlm, ora, reference }[id];
		const address = { openlm: openlmAt, ora: oraAt, reference: referenceAt }[id] as Address;
		return { id, chain: id === "reference" ? b : a, contract, address, players: players[id] };
	});
	const reader = (nowMs: () => number): ReadyPorts => ({
		...wirePorts(readConfig({ ...env, RPC_A: a.rpcUrl, RPC_B: b.rpcUrl }), {
			store: dynamoStore(TABLE, dynamoClient(localAccess(table.endpoint))),
			invoker: { wake: async () => undefined },
			log: { info: () => undefined, warn: () => undefined },
		}),
		nowMs,
	});
	for (const chain of [a, b]) await chain.rpc("evm_setAutomine", [false]);
	return {
		chains: [a, b],
		tokens,
		router,
		tank,
		lanes,
		proxies,
		env,
		folder,
		reader,
		stop: async () => {
			for (const proxy of proxies) await proxy.stop();
			for (const { provider } of [a, b]) provider.destroy();
			await table.stop();
			await kids.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
