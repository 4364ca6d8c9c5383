import { watchToken } from "../app/watch-token.ts";
import { wireWatch } from "../wire.ts";
import { each, job, tokenEvent } from "./middleware/job.ts";

const ports = await wireWatch();
const BUDGET_MS = 40_000;

export const handler = job(ports.log, tokenEvent, ({ tokenId }) => {
	const untilMs = ports.nowMs() + BUDGET_MS;
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	return each(tokens, (token) => watchToken(ports, token, untilMs));
});
