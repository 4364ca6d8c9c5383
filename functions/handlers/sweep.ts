import * as z from "zod/mini";
import { refillLanes } from "../app/refill-lanes.ts";
import { sweepToken } from "../app/sweep-token.ts";
import { sweepAnswer } from "../core/job-answer.ts";
import { wireSweep } from "../wire.ts";
import { each, job, tokenEvent } from "./middleware/job.ts";

const ports = await wireSweep();

export const handler = job("sweep", ports, tokenEvent, async ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	const chainIds = [...new Set(tokens.map(({ chainId }) => chainId))];
	// Lanes first: what is swept is paid for by them.
	const refilled = each(chainIds, (chainId) => refillLanes(ports, chainId));
	const swept = await refilled.catch(() => undefined).then(() => each(tokens, (token) => sweepToken(ports, token)));
	await refilled;
	return z.encode(sweepAnswer, { results: swept.flat() });
});
