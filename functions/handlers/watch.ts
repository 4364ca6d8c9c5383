import { observeLedger } from "../app/observe-ledger.ts";
import { watchTokens } from "../app/watch-tokens.ts";
import { wireWatch } from "../wire.ts";
import { job, tokenEvent } from "./middleware/job.ts";

const ports = await wireWatch();
const BUDGET_MS = 40_000;

export const handler = job("watch", ports, tokenEvent, async ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	try {
		await watchTokens(ports, tokens, ports.nowMs() + BUDGET_MS);
	} finally {
		for (const token of tokens) await observeLedger(ports, token);
	}
});
