import { acceptClaim } from "../../functions/app/accept-claim.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import type { Claim } from "../../functions/core/claim.ts";
import type { Address } from "../../functions/core/hex.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import type { Ground } from "./ground.ts";
import { withoutLeases } from "./kill-points.ts";
import { signedOrder } from "./order.ts";

/** How much later each turn's workers start: old enough for what was sent to be sent again, or raised. */
const TURN_MS = 900;

/** The schedule over a ground: workers that have just started, turn after turn, with a block between. */
export interface Turns {
	/** A worker as this turn has it. */
	worker(): Ports;
	/** The holder's claim for these snapshots, or for all that is due. */
	accept(holderAt: number, snapshotIds?: readonly bigint[]): Promise<Claim>;
	relay(): Promise<void>;
	settle(): Promise<void>;
	/** So many turns of so many workers at once; what a worker fails with is left to the next. */
	pass(count: number, atOnce?: number): Promise<void>;
	/** Turns until nothing waits and no row is open; throws when that does not come. */
	rest(): Promise<void>;
	failures: string[];
}

/** `rpcUrl` is where the workers find the chain. */
export function turnsOn(ground: Ground, rpcUrl?: string): Turns {
	// Their clock goes by turns, so that a slow machine ages nothing.
	let nowMs = Date.now();
	const worker = (): Ports => {
		const startedMs = nowMs;
		return withoutLeases({ ...ground.worker(rpcUrl), nowMs: () => startedMs });
	};
	const failures: string[] = [];
	const turns: Turns = {
		worker,
		failures,
		accept: async (holderAt, snapshotIds) => {
			const holder = ground.holders[holderAt];
			if (!holder) throw new Error(`there is no holder ${holderAt}`);
			const reader = ground.worker();
			const due = await reader.dialect(reader.tokens[0] as Token).due(holder.address as Address, "latest");
			const ids = snapshotIds ?? due.map(({ snapshotId }) => snapshotId);
			const order = await signedOrder(reader, holder, ids);
			return acceptClaim(worker(), order);
		},
		relay: () => relayLane(worker(), ground.laneId),
		settle: () => settleLane(worker(), ground.laneId, 0),
		pass: async (count, atOnce = 1) => {
			for (let turn = 0; turn < count; turn++) {
				const work = Array.from({ length: atOnce }, () => [turns.relay(), turns.settle()]).flat();
				for (const one of await Promise.allSettled(work))
					if (one.status === "rejected") failures.push((one.reason as Error).message);
				await ground.mine();
				nowMs += TURN_MS;
			}
		},
		rest: async () => {
			const { claims, lanes } = ground.worker().store;
			for (let turn = 0; turn < 60; turn++) {
				const [waiting, open] = [await claims.waiting(ground.laneId, 1), await lanes.open(ground.laneId)];
				if (waiting.claims.length === 0 && open.length === 0) return;
				await turns.pass(1);
				if (turn % 3 === 2) await ground.mine(ground.finality);
			}
			const open = await lanes.open(ground.laneId);
			throw new Error(`it does not come to rest: rows ${open.map(({ nonce, state }) => `${nonce} ${state}`)}`);
		},
	};
	return turns;
}
