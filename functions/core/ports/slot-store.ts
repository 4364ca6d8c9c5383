import type { Hex } from "../hex.ts";

/** Who holds a slot, and since when. */
export interface SlotHolder {
	claimId: Hex;
	takenAtMs: number;
	/** Nobody else's: tells two posts of one claim apart. */
	mark: string;
}

/** One claim at a time of a holder: forwarder nonces are sequential. */
export interface SlotStore {
	/** Takes the slot if it is free; says who holds it now. */
	take(slot: string, holder: SlotHolder): Promise<SlotHolder>;
	/** Compare-and-set on the mark of `from`; false: it was taken anew meanwhile. */
	takeOver(slot: string, from: SlotHolder, holder: SlotHolder): Promise<boolean>;
}
