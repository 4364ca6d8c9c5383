import type { ChoreStanding } from "../chore-standing.ts";

/** What becomes of chores; by the names of `choreName`. */
export interface ChoreStore {
	/** undefined: none was worth noting. */
	standing(name: string): Promise<ChoreStanding | undefined>;
	/** Whatever stood there: only how often one is sent rests on it. */
	setStanding(name: string, standing: ChoreStanding): Promise<void>;
}
