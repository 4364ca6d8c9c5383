import { expect } from "@jest/globals";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim, Route } from "../../functions/core/claim.ts";
import type { Transaction } from "../../functions/core/transaction.ts";
import { ANVIL_CHAIN_ID, rpc } from "../../infra/local/anvil.ts";
import { keptLog } from "./http.ts";
import { API_KEY, API_SECRET, defenderDialogue, RELAYER_ID, relayerDialogue } from "./managed-dialogues.ts";
import { type ManagedService, startManagedService } from "./managed-service.ts";
import { SECOND_KEY } from "./second-lane.ts";
import { holderAt, LANE, LANE_KEY, owedWei, startWorld, type World } from "./world.ts";

const kinds = {
	"openzeppelin-relayer": {
		dialogue: relayerDialogue,
		access: { relayerId: RELAYER_ID, apiKey: "env:API_KEY" },
	},
	defender: { dialogue: defenderDialogue, access: { apiKey: "env:API_KEY", apiSecret: "env:API_SECRET" } },
} as const;
type Kind = keyof typeof kinds;
/** The services that a lane may be relayed by. */
export const KINDS = Object.keys(kinds) as Kind[];

/** A world relayed by a service that signs and counts nonces by itself; it gives up after a minute. */
export interface ManagedWorld extends World {
	service: ManagedService;
	log: ReturnType<typeof keptLog>;
	/** The claim of the holder at this place. */
	acceptAt(holder: number, route?: Route): Promise<Claim>;
	state(claim: Claim): Promise<string>;
	/** The lane's transactions that are not final. */
	rows(): Promise<Transaction[]>;
	relay(): Promise<void>;
	settle(): Promise<void>;
	/** Sets the chain's clock forward with each block, and ours with it. */
	mineSlowly(blocks: number, secondsApart: number): Promise<void>;
	/** Beyond expiry and grace, and final. */
	expire(): Promise<void>;
	/** Three turns of relay and settle. */
	carryOn(): Promise<void>;
}

/** With `secondLane`, there is a lane beside it whose key is our own. */
export async function startManagedWorld(
	kind: Kind = "openzeppelin-relayer",
	holders = 4,
	{ secondLane = false } = {},
): Promise<ManagedWorld> {
	const { dialogue, access } = kinds[kind];
	const log = keptLog();
	let service!: ManagedService;
	const world = await startWorld(holders, undefined, {
		log,
		env: { API_KEY, API_SECRET, SECOND_KEY },
		stage: async (stage, rpcUrl) => {
			service = await startManagedService(dialogue, {
				key: LANE_KEY,
				chainId: ANVIL_CHAIN_ID,
				send: async (bytes) => void (await rpc(rpcUrl, "eth_sendRawTransaction", [bytes]).catch(() => undefined)),
			});
			const { url, address } = service;
			const lane = { id: LANE, chainId: ANVIL_CHAIN_ID, sender: { kind, url, address, expirySec: 60, ...access } };
			const own = { id: "own", chainId: ANVIL_CHAIN_ID, sender: { kind: "local", key: "env:SECOND_KEY" } };
			const chains = stage.chains.map(({ claimMandate: _none, ...chain }) => chain);
			return { ...stage, chains, lanes: secondLane ? [lane, own] : [lane] };
		},
	});
	let aheadMs = 0;
	world.ports.nowMs = () => Date.now() + aheadMs;
	const relay = () => relayLane(world.ports, LANE);
	const settle = () => settleLane(world.ports, LANE, 0);
	const mineSlowly = async (blocks: number, secondsApart: number): Promise<void> => {
		await world.rpc("anvil_mine", [`0x${blocks.toString(16)}`, `0x${secondsApart.toString(16)}`]);
		aheadMs += blocks * secondsApart * 1_000;
	};
	return {
		...world,
		service,
		log,
		acceptAt: (holder, route) => world.accept(holderAt(world, holder), route),
		state: async ({ id }) => (await world.claim(id)).state,
		rows: () => world.ports.store.lanes.open(LANE),
		relay,
		settle,
		mineSlowly,
		expire: async () => {
			await mineSlowly(5, 64);
			await settle();
		},
		carryOn: async () => {
			for (let turn = 0; turn < 3; turn++) {
				await relay();
				await world.mine(4);
				await settle();
			}
		},
		stop: async () => {
			await world.stop();
			await service.stop();
		},
	};
}

/** Settled, paid what was due and not a wei more, and nothing left open in the lane. */
export async function expectPaidOnce(world: ManagedWorld, ...claims: Claim[]): Promise<void> {
	for (const { id, holder } of claims) {
		const claim = await world.claim(id);
		expect([claim.state, claim.outcome?.result]).toEqual(["settled", "paid"]);
		expect(await world.balance(holder)).toBe(await owedWei(world, holder));
		expect(claim.outcome?.payments.map(({ amount }) => amount)).toEqual([await owedWei(world, holder)]);
	}
	expect(await world.rows()).toEqual([]);
}
