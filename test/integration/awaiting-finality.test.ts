import { afterEach, expect, test } from "@jest/globals";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { showClaim } from "../../functions/app/show-claim.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import { type Ground, layGround } from "../given/ground.ts";
import { type Turns, turnsOn } from "../given/turns.ts";

const FINALITY = 64;
const ROWS = 20;
let ground: Ground;
afterEach(() => ground?.stop());

/** Rows of one claim each, mined and not final. */
async function minedRows(turns: Turns): Promise<Claim[]> {
	const claims: Claim[] = [];
	for (let at = 0; at < ROWS; at++) {
		claims.push(await turns.accept(at));
		await turns.relay();
		await ground.mine();
		await turns.settle();
	}
	return claims;
}
/** A worker that notes how many receipts it asks for at a time. */
function counting(ports: Ports): { ports: Ports; asked: number[] } {
	const asked: number[] = [];
	const chain: Ports["chain"] = (chainId) => {
		const real = ports.chain(chainId);
		return {
			...real,
			receipts: (hashes) => {
				if (hashes.length > 0) asked.push(hashes.length);
				return real.receipts(hashes);
			},
		};
	};
	return { ports: { ...ports, chain }, asked };
}

test("rows that await finality cost no receipts in each block, and are finished a few at a time", async () => {
	ground = await layGround({ holders: ROWS, seed: "finality", finality: FINALITY });
	const turns = turnsOn(ground);
	await ground.earnAndSnapshot(10n ** 18n);
	const claims = await minedRows(turns);
	await ground.mine();

	const waiting = counting(turns.worker());
	await settleLane(waiting.ports, ground.laneId, 0);
	expect(waiting.asked).toEqual([]);

	await ground.mine(FINALITY);
	const finishing = counting(turns.worker());
	await settleLane(finishing.ports, ground.laneId, 0);
	expect(finishing.asked).toEqual([16, ROWS - 16]);
	const states = await Promise.all(claims.map(async ({ id }) => (await showClaim(ground.worker(), id)).state));
	expect(new Set(states)).toEqual(new Set(["settled"]));
	expect(await ground.worker().store.lanes.open(ground.laneId)).toEqual([]);
}, 120_000);

test("a reorg under rows that await finality is seen in all of them, in one pass", async () => {
	ground = await layGround({ holders: ROWS, seed: "finality", finality: FINALITY });
	const turns = turnsOn(ground);
	await ground.earnAndSnapshot(10n ** 18n);
	await minedRows(turns);
	await ground.rpc("anvil_reorg", [6, []]);
	await turns.settle();
	const rows = await ground.worker().store.lanes.open(ground.laneId);
	expect(rows.filter(({ inclusion }) => inclusion)).toHaveLength(ROWS - 6);
	await turns.rest();
	expect(await ground.worker().store.lanes.open(ground.laneId)).toEqual([]);
}, 120_000);

test("a row that can't be signed does not keep those below it from being settled", async () => {
	ground = await layGround({ holders: 2, seed: "finality", finality: 2 });
	const turns = turnsOn(ground);
	await ground.earnAndSnapshot(10n ** 18n);
	const first = await turns.accept(0);
	await turns.relay();
	await ground.mine(4);
	await turns.accept(1);
	const worker = turns.worker();
	const keyless: Ports = {
		...worker,
		sender: async (lane) => ({
			...(await worker.sender(lane)),
			sign: async () => {
				throw new Error("the key is disabled");
			},
		}),
	};
	await expect(relayLane(keyless, ground.laneId)).rejects.toThrow("the key is disabled");
	expect((await worker.store.lanes.get(ground.laneId, 1))?.state).toBe("prepared");
	await settleLane(keyless, ground.laneId, 0);
	expect((await showClaim(worker, first.id)).state).toBe("settled");
	await turns.rest();
}, 60_000);
