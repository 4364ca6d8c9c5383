import type { Hex } from "../hex.ts";

/** Who holds a slot, and since when. */
export interface SlotHolder {
	claimId: Hex;
	takenAtMs: number;
}

/** One claim at a time by chain, forwarder and holder: forwarder nonces are sequential. */
export interface SlotStore {
	/** Takes the slot if it is free or this claim's already; else says who holds it. */
	take(slot: string, claimId: Hex, nowMs: number): Promise<SlotHolder>;
	/** Compare-and-set on both fields of `from`; false: it was taken anew meanwhile. */
	takeOver(slot: string, from: SlotHolder, claimId: Hex, nowMs: number): Promise<boolean>;
}
