import type { Address } from "../core/hex.ts";
import { mandateState, type StoredMandate } from "../core/mandate.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Page } from "./list-inflows.ts";

/** A mandate, and whether it stands now. */
export const showMandate = (ports: Ports, mandate: StoredMandate) => ({
	...mandate,
	state: mandateState(mandate, Math.floor(ports.nowMs() / 1000)),
});

/** A holder's mandates, newest first. */
export async function listMandates(ports: Ports, holder: Address, { limit, after }: Page) {
	const { mandates, ...rest } = await ports.store.mandates.ofHolder(holder, limit, after);
	return { mandates: mandates.map((one) => showMandate(ports, one)), ...rest };
}
