import type { Pause, Scope } from "../pause.ts";

/** What an operator has stopped. Every read is consistent: a pause holds from the moment that it is stored. */
export interface PauseStore {
	/** In the order in which they were set. */
	list(): Promise<Pause[]>;
	/** Stores it in the place of an earlier one of the same scope. */
	set(pause: Pause): Promise<void>;
	/** false: there is none of exactly this scope. */
	lift(scope: Scope): Promise<boolean>;
}
