import { extendHistory } from "../../functions/app/extend-history.ts";
import { payMandate, payMandates } from "../../functions/app/pay-mandates.ts";
import { relayLane } from "../../functions/app/relay-lane.ts";
import { settleLane } from "../../functions/app/settle-lane.ts";
import { watchTokens } from "../../functions/app/watch-tokens.ts";
import { http } from "../../functions/handlers/middleware/http.ts";
import { claimsRoutes } from "../../functions/handlers/routes/claims.ts";
import { serve } from "./serve.ts";
import { LANE, startWorld, type World } from "./world.ts";

/** The API over HTTP, before a world whose functions run, and whose blocks come, as long as it goes on. */
export interface ServedWorld extends World {
	url: string;
	/** One turn of watch, payout, relay, settle and the chain. */
	turn(): Promise<void>;
	/** Turns by themselves until the work is done. */
	turning<T>(work: Promise<T>): Promise<T>;
}

export async function startServedWorld(holderCount: number): Promise<ServedWorld> {
	const world = await startWorld(holderCount);
	const { ports } = world;
	const server = await serve(http(claimsRoutes(ports, "test"), ports.log));
	const turn = async (): Promise<void> => {
		// A new mandate is paid by its own wake-up; all other work is found by looking.
		for (const wake of world.wakes.splice(0))
			for (const token of ports.tokens)
				if (wake.fn === "payout" && wake.mandateId && wake.tokenId === token.id)
					await payMandate(ports, token, wake.mandateId);
		await watchTokens(ports, ports.tokens, ports.nowMs() + 5_000);
		for (const token of ports.tokens) await extendHistory(ports, token, ports.nowMs() + 5_000);
		for (const token of ports.tokens) await payMandates(ports, token, ports.nowMs() + 5_000);
		await relayLane(ports, LANE);
		await world.mine(2);
		await settleLane(ports, LANE, 0);
	};
	return {
		...world,
		url: server.url,
		turn,
		turning: async (work) => {
			let isOver = false;
			const turns = (async () => {
				while (!isOver) {
					await turn();
					await new Promise((resolve) => setTimeout(resolve, 50));
				}
			})();
			try {
				return await Promise.race([work, turns.then(() => work)]);
			} finally {
				isOver = true;
				await turns.catch(() => undefined);
			}
		},
		stop: async () => {
			await server.stop();
			await world.stop();
		},
	};
}
