import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/** Tells how far a token's ledger is behind the clock; finality alone takes some minutes of it. */
export async function observeLedger(ports: Ports, token: Token): Promise<void> {
	const cursor = await ports.store.ledger.cursor(token.id);
	const { number, timestampSec } = await ports.chain(token.chainId).block(cursor?.blockNumber ?? token.startBlock);
	const lagSec = Math.max(0, Math.round(ports.nowMs() / 1000) - timestampSec);
	ports.log.info("ledger_seen", { tokenId: token.id, blockNumber: number, lagSec });
}
