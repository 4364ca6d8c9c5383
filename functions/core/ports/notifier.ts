import type { Notice } from "../notice.ts";

/** Tells people and integrators what happened. */
export interface Notifier {
	/**
	 * Records the notice, and leaves its sending to others: once this has resolved it is delivered at least once to each
	 * who wants its kind. Repeating it is harmless: the same event has the same id, and is recorded once.
	 */
	notify(notice: Notice): Promise<void>;
}
