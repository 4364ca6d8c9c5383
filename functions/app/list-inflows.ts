import type { Ports } from "../core/ports/ports.ts";
import { findToken } from "./find-token.ts";

export interface Page {
	limit: number;
	after?: string | undefined;
}

/** A token's revenue as the ledger holds it, newest first. */
export const listInflows = (ports: Ports, tokenId: string, { limit, after }: Page) =>
	ports.store.ledger.inflows(findToken(ports, tokenId).id, limit, after);
