import middy from "@middy/core";
import * as z from "zod/mini";
import { noteRun } from "../../app/note-run.ts";
import { Fault } from "../../core/fault.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { digest } from "../../core/schema.ts";

/**
 * The handler of a function that is woken or scheduled: its input is checked first, a failure is logged and thrown. The
 * schedule names nothing to do, a wake-up does.
 */
export const job = <T extends object>(
	name: string,
	ports: Ports,
	schema: z.ZodMiniType<T>,
	run: (input: T) => Promise<unknown>,
) => {
	const ran = noteRun(ports, name);
	return middy()
		.use({
			onError: ({ error }) => {
				ports.log.warn("job_failed", {
					error: (error as Error | undefined)?.message,
					...(error instanceof Fault ? error.facts : {}),
				});
			},
		})
		.handler(async (event: unknown) => {
			const input = schema.parse(event ?? {});
			if (Object.values(input).every((one) => one === undefined)) await ran();
			await run(input);
		});
};

/** Does the work for each item, whatever becomes of the others; throws at the end if any failed. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
	const done = await Promise.allSettled(items.map(work));
	const failed = done.filter((one) => one.status === "rejected").map((one) => one.reason as Error);
	if (failed.length === 1) throw failed[0];
	if (failed.length > 0) throw new AggregateError(failed, failed.map((error) => error.message).join("; "));
}

/** Woken for one lane, or, by the schedule, for all of them. */
export const laneEvent = z.object({ lane: z.optional(z.string()) });
/** Woken for one token, or, by the schedule, for all of them. */
export const tokenEvent = z.object({ tokenId: z.optional(z.string()) });
/** Woken, or started by the schedule, for all that is due. */
export const wokenEvent = z.object({ woken: z.optional(z.literal(true)) });
/** Woken for one mandate of a token, for the token, or, by the schedule, for all of them. */
export const payoutEvent = z.object({ tokenId: z.optional(z.string()), mandateId: z.optional(digest) });
