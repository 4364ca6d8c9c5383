import { refillLanes } from "../app/refill-lanes.ts";
import { sweepToken } from "../app/sweep-token.ts";
import { wireSweep } from "../wire.ts";
import { each, job, tokenEvent } from "./middleware/job.ts";

const ports = await wireSweep();

export const handler = job("sweep", ports, tokenEvent, async ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	const chainIds = [...new Set(tokens.map(({ chainId }) => chainId))];
	// Lanes first: what is swept is paid for by them.
	await each(chainIds, (chainId) => refillLanes(ports, chainId)).finally(() =>
		each(tokens, (token) => sweepToken(ports, token)),
	);
});
