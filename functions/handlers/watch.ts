import { extendHistory } from "../app/extend-history.ts";
import { inspectTokens } from "../app/inspect-tokens.ts";
import { observeLedger } from "../app/observe-ledger.ts";
import { watchTokens } from "../app/watch-tokens.ts";
import { wireWatch } from "../wire.ts";
import { each, job, tokenEvent } from "./middleware/job.ts";

const ports = await wireWatch();
const BUDGET_MS = 40_000;
const INSPECT_MS = 50_000;
const HISTORY_MS = 50_000;

export const handler = job("watch", ports, tokenEvent, async ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	const startedMs = ports.nowMs();
	try {
		await watchTokens(ports, tokens, startedMs + BUDGET_MS);
	} finally {
		for (const token of tokens) await observeLedger(ports, token);
		await each(
			[
				() => inspectTokens(ports, tokens, startedMs + INSPECT_MS),
				() => each(tokens, (token) => extendHistory(ports, token, startedMs + HISTORY_MS)),
			],
			async (work) => void (await work()),
		);
	}
});
