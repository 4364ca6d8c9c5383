import { choreName, isResting } from "../core/chore-standing.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { readPauses } from "./read-pauses.ts";
import { type ChoreResult, sendChore } from "./send-chore.ts";
import { sweepTasks } from "./sweep-tasks.ts";
import { throwAll } from "./throw-all.ts";
import { withLease } from "./with-lease.ts";

/** What became of one call that would move revenue, worth `valueWei`. */
export type SweepResult = ChoreResult & { tokenId: string; sweepId: string; snapshotId?: bigint; valueWei: bigint };

/**
 * Moves revenue towards a token by each of its sweeps that is worth its gas, but for those whose last ones brought less than
 * that. One that can't be read or sent keeps none of the others from it; throws at the end what went wrong.
 */
export async function sweepToken(ports: Ports, token: Token): Promise<SweepResult[]> {
	const results: SweepResult[] = [];
	const failed: Error[] = [];
	await withLease(ports, `sweep#${token.id}`, async (renew) => {
		for (const sweep of token.sweeps) {
			await renew();
			if ((await readPauses(ports)).token(token))
				return ports.log.info("sweep_asked", { tokenId: token.id, sent: false, reason: "paused" });
			try {
				for (const { valueWei, snapshotId } of await sweepTasks(ports, token, sweep)) {
					const which = { tokenId: token.id, sweepId: sweep.id, ...(snapshotId === undefined ? {} : { snapshotId }) };
					const worth = { valueWei, perGasCost: sweep.minRevenuePerGasCost };
					const chore = { kind: "sweep" as const, ...which };
					const standing = await ports.store.chores.standing(choreName(chore));
					const result: ChoreResult = isResting(standing, ports.nowMs())
						? { sent: false, reason: "brought_nothing" }
						: await sendChore(ports, token.chainId, chore, worth);
					results.push({ ...which, valueWei, ...result });
					ports.log.info("sweep_asked", { ...which, valueWei, ...result });
				}
			} catch (error) {
				failed.push(error as Error);
			}
		}
	});
	throwAll(failed);
	return results;
}
