import { type Claim, moveClaim } from "../core/claim.ts";
import type { FaultCode } from "../core/fault.ts";
import type { Block } from "../core/ports/chain.ts";
import type { Ports } from "../core/ports/ports.ts";
import { announceClaim } from "./announce-claim.ts";
import { findPayment } from "./find-payment.ts";
import type { LaneContext } from "./lane-context.ts";
import { logClaim } from "./log-claim.ts";

/**
 * Ends an accepted claim that can't be sent: `settled` if somebody else has paid it, else `refused` for that reason. Left
 * as it is while the block of its acceptance is not final.
 */
export async function dropClaim(
	ports: Ports,
	context: LaneContext,
	claim: Claim,
	fault: FaultCode,
	finalized: Block,
): Promise<void> {
	if (claim.acceptedAtBlock > finalized.number) return;
	const outcome = await findPayment(ports, context, claim, finalized);
	const token = context.token(claim.tokenId);
	// The forwarder does not tell a used nonce from one that a reorg has put ahead again: that one's turn comes.
	if (!outcome && fault === "nonce_used" && claim.route === "forwarder" && token) {
		const next = await ports.dialect(token).forwarderNonce(claim.holder, finalized.number);
		if (next <= claim.request.nonce) return;
	}
	const due =
		fault === "claim_reverted" && token
			? await ports.dialect(token).due(claim.holder, finalized.number, claim.snapshotIds)
			: undefined;
	const code = due?.length === 0 ? "nothing_due" : fault;
	const change = outcome ? ({ state: "settled", outcome } as const) : ({ state: "refused", code } as const);
	const moved = moveClaim(claim, change, ports.nowMs());
	await announceClaim(ports, moved);
	if (await ports.store.claims.move(moved)) logClaim(ports, moved);
}
