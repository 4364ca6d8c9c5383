import type { Ports } from "../core/ports/ports.ts";
import type { Token } from "../core/stage.ts";
import { weighHolder } from "./weigh-holder.ts";

const PAGE = 50;

/** Puts those whose time has come back into the queue, by what they are owed now. */
export async function queueAgain(ports: Ports, token: Token, untilMs: number): Promise<void> {
	const { payouts } = ports.store;
	while (ports.nowMs() < untilMs) {
		const retries = await payouts.retries(token.id, ports.nowMs(), PAGE);
		for (const retry of retries) {
			await weighHolder(ports, token, retry.holder);
			await payouts.endWait(retry);
		}
		if (retries.length < PAGE) return;
	}
}
