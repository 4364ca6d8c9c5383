import { takeSnapshot } from "../app/take-snapshot.ts";
import { wireSnapshot } from "../wire.ts";
import { each, job, tokenEvent } from "./middleware/job.ts";

const ports = await wireSnapshot();

export const handler = job("snapshot", ports, tokenEvent, ({ tokenId }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	return each(tokens, (token) => takeSnapshot(ports, token));
});
