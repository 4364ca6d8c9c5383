import * as z from "zod/mini";
import { amount, hex } from "./schema.ts";

const reason = z.exactOptional(z.string());

/** What the snapshot function answers whoever waits for it: a token each. */
export const snapshotAnswer = z.object({
	results: z.array(
		z.object({
			tokenId: z.string(),
			sent: z.boolean(),
			reason,
			/** Of a dry run: whether it would be taken, everything that speaks against it, and what was looked at. */
			verdict: z.exactOptional(z.object({ due: z.boolean(), reasons: z.exactOptional(z.array(z.string())) })),
			facts: z.exactOptional(
				z.object({
					pendingWei: amount,
					pendingAssets: z.array(z.object({ asset: hex, amount, minimum: amount })),
					worthWei: amount,
					supply: amount,
					nextSnapshotAtSec: z.number(),
					lastSnapshotAtSec: z.number(),
					tokenMinRevenueWei: amount,
					nowSec: z.number(),
					gasPriceWei: amount,
					gasCostWei: amount,
					inWindow: z.boolean(),
					unfinalised: z.boolean(),
					paused: z.boolean(),
				}),
			),
		}),
	),
});
/** What the sweep function answers: a call each that would move revenue. */
export const sweepAnswer = z.object({
	results: z.array(
		z.object({
			tokenId: z.string(),
			sweepId: z.string(),
			snapshotId: z.exactOptional(amount),
			valueWei: amount,
			sent: z.boolean(),
			reason,
		}),
	),
});
