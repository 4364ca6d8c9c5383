import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { mindExpiry } from "./mind-expiry.ts";
import { payMandates } from "./pay-mandates.ts";
import { pushPayout } from "./push-payout.ts";

/** Pays a token's holders as its stage entry says, and minds what is about to expire. What one leaves undone keeps the other from nothing. */
export async function payOut(ports: Ports, token: Token, untilMs: number): Promise<void> {
	try {
		if (token.payout === "mandate") await payMandates(ports, token, untilMs);
		if (token.payout === "push") await pushPayout(ports, token, untilMs);
	} finally {
		await mindExpiry(ports, token, untilMs);
	}
}
