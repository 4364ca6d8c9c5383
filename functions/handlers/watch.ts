import { watchTokens } from "../app/watch-tokens.ts";
import { wireWatch } from "../wire.ts";
import { job, tokenEvent } from "./middleware/job.ts";

const ports = wireWatch();
const BUDGET_MS = 40_000;

export const handler = job(ports.log, tokenEvent, ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	return watchTokens(ports, tokens, ports.nowMs() + BUDGET_MS);
});
