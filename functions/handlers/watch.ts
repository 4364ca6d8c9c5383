import { watchAll } from "../app/watch-all.ts";
import { wireWatch } from "../wire.ts";
import { job, tokenEvent } from "./middleware/job.ts";

const ports = await wireWatch();

export const handler = job("watch", ports, tokenEvent, ({ tokenId }) =>
	watchAll(
		ports,
		ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId),
	),
);
