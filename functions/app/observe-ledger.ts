import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";

/**
 * Tells how far a token's ledger is behind the clock; finality alone takes some minutes of it. Asks no node, but before
 * the ledger's first step: that nodes are down is a reason for it to lag.
 */
export async function observeLedger(ports: Ports, token: Token): Promise<void> {
	const cursor = await ports.store.ledger.cursor(token.id);
	const blockNumber = cursor?.blockNumber ?? token.startBlock;
	const atSec = cursor?.timestampSec ?? (await ports.chain(token.chainId).block(blockNumber)).timestampSec;
	const lagSec = Math.max(0, Math.round(ports.nowMs() / 1000) - atSec);
	ports.log.info("ledger_seen", { tokenId: token.id, blockNumber, lagSec });
}
