import * as z from "zod/mini";
import type { HistoryHead, Period } from "../../core/history.ts";
import { amount as big, hex } from "../../core/schema.ts";
import type { Item } from "./records.ts";

const assetAmount = z.object({ asset: hex, amount: big });
const period = z.object({
	version: z.number(),
	snapshotId: big,
	upToBlock: z.number(),
	takenAtBlock: z.exactOptional(z.number()),
	revenue: z.array(z.object({ asset: hex, source: z.exactOptional(hex), amount: big })),
	paid: z.array(assetAmount),
	payoutCount: z.number(),
});
const head = z.object({
	version: z.number(),
	generation: z.number(),
	blockNumber: z.number(),
	blockHash: hex,
	openSnapshotId: big,
	paid: z.array(assetAmount),
	payoutCount: z.number(),
	holderCount: z.number(),
});

export const encodePeriod = (value: Period): Item => z.encode(period, value);
export const decodePeriod = (item: Item): Period => z.decode(period, item as z.input<typeof period>);
export const encodeHead = (value: HistoryHead): Item => z.encode(head, value);
export const decodeHead = (item: Item): HistoryHead => z.decode(head, item as z.input<typeof head>);
