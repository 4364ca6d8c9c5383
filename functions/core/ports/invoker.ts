import type { Hex } from "../hex.ts";

/** What a function is woken with; empty: do whatever is due. */
export type Wake =
	| { fn: "relay"; lane: string }
	| { fn: "settle"; lane: string }
	| { fn: "snapshot"; tokenId: string }
	/** `woken`: so that it is told from its schedule. */
	| { fn: "notify"; woken: true }
	/** With a mandate: for it alone. */
	| { fn: "payout"; tokenId: string; mandateId?: Hex };

/** Wakes another function and does not wait for it. A wake-up may be lost: the schedule makes it good. */
export interface Invoker {
	/** Never throws. */
	wake(call: Wake): Promise<void>;
}
