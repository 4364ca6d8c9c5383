import { originOf } from "../core/origin.ts";
import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";

export interface Page {
	limit: number;
	after?: string | undefined;
}

/** A token's revenue as the ledger holds it, newest first. */
export async function listInflows(ports: Ports, tokenId: string, { limit, after }: Page) {
	const token = findToken(ports, tokenId);
	const { inflows, ...page } = await ports.store.ledger.inflows(token.id, limit, after);
	return { inflows: inflows.map((one) => ({ ...one, origin: originOf(token, one) })), ...page };
}
