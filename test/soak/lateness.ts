import { snapshotVerdict } from "../../functions/app/snapshot-verdict.ts";
import type { Ports } from "../../functions/core/ports/ports.ts";
import type { Token } from "../../functions/core/stage.ts";
import type { SoakToken } from "./scene.ts";
import type { Truth } from "./truth.ts";

/** After so many turns in which our policy calls for a snapshot and none comes, it was missed. */
const ASKED_TURNS = 2;
/**
 * The same by the chain alone: the token would take it and revenue waits. Claims go first for a day at most, and the
 * window of one token is open for half a day.
 */
const WAITING_TURNS: Record<SoakToken["id"], number> = { openlm: 6, ora: 7, reference: 12 };
/** After so many turns in which a ledger has not reached what was final a turn before, it is late. */
const LEDGER_TURNS = 2;

/** What is looked at after each turn: not what the service says of itself, but whether anything comes of it in time. */
export interface Lateness {
	missedSnapshots: number;
	lateLedgers: number;
	check(nowSec: number, truths: ReadonlyMap<SoakToken, Truth>): Promise<void>;
}

/** `asked`: what became of each thought of a snapshot so far. */
export function lateness(ports: Ports, asked: readonly string[], print: (line: string) => void): Lateness {
	/** By what is late: since which thought, and for how many turns. */
	const counts = new Map<string, { since: number; turns: number }>();
	/** How long it has been so; it begins anew whenever it is not, and once it was told. */
	const lasts = (what: string, isLate: boolean, most: number): { since: number } | undefined => {
		const before = counts.get(what) ?? { since: asked.length, turns: 0 };
		counts.delete(what);
		if (!isLate) return undefined;
		if (before.turns >= most) return before;
		counts.set(what, { ...before, turns: before.turns + 1 });
		return undefined;
	};
	const finals = new Map<string, number>();
	const late: Lateness = {
		missedSnapshots: 0,
		lateLedgers: 0,
		check: async (nowSec, truths) => {
			for (const [{ id }, truth] of truths) {
				const token = ports.tokens.find((one) => one.id === id) as Token;
				const taken = truth.snapshots();
				const isAsked = (await snapshotVerdict(ports, token)).due;
				for (const missed of [
					lasts(`${id} is asked after ${taken}`, isAsked, ASKED_TURNS),
					lasts(`${id} waits after ${taken}`, await truth.isDue(nowSec), WAITING_TURNS[id]),
				]) {
					if (!missed) continue;
					late.missedSnapshots++;
					print(`  ${id}: no snapshot after ${taken}: ${asked.slice(missed.since).join(", ")}`);
				}
				const reached = (await ports.store.ledger.cursor(id))?.blockNumber ?? 0;
				if (lasts(`${id}'s ledger`, reached < (finals.get(id) ?? 0), LEDGER_TURNS)) {
					late.lateLedgers++;
					print(`  ${id}: its ledger is at block ${reached}, ${finals.get(id)} was final a turn ago`);
				}
				finals.set(id, (await ports.chain(token.chainId).block("finalized")).number);
			}
		},
	};
	return late;
}
