import * as z from "zod/mini";
import { takeSnapshot } from "../app/take-snapshot.ts";
import { snapshotAnswer } from "../core/job-answer.ts";
import { wireSnapshot } from "../wire.ts";
import { each, job, snapshotEvent } from "./middleware/job.ts";

const ports = await wireSnapshot();

export const handler = job("snapshot", ports, snapshotEvent, async ({ tokenId, force = false, dryRun = false }) => {
	const tokens = ports.tokens.filter((token) => tokenId === undefined || token.id === tokenId);
	const results = await each(tokens, async (token) => ({
		tokenId: token.id,
		...(await takeSnapshot(ports, token, { force, dryRun })),
	}));
	return z.encode(snapshotAnswer, { results });
});
