import middy from "@middy/core";
import * as z from "zod/mini";
import { noteRun } from "../../app/note-run.ts";
import { selfCheck } from "../../app/self-check.ts";
import { failuresOf, throwAll } from "../../app/throw-all.ts";
import { Fault } from "../../core/fault.ts";
import { type FunctionName, SIGNERS } from "../../core/function-name.ts";
import type { Ports } from "../../core/ports/ports.ts";
import { digest } from "../../core/schema.ts";

/** The operator asks what the function may do. */
const checkEvent = z.object({ check: z.literal(true) });

/**
 * The handler of a function that is woken or scheduled: its input is checked first, a failure is logged and thrown. The
 * schedule names nothing to do, a wake-up does. What `run` gives is the reply to whoever waits for it: plain JSON.
 */
export const job = <T extends object>(
	name: FunctionName,
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
			if (checkEvent.safeParse(event).success)
				return {
					findings: await selfCheck(
						ports,
						name,
						SIGNERS.some((one) => one === name),
					),
				};
			const input = schema.parse(event ?? {});
			if (Object.values(input).every((one) => one === undefined)) await ran();
			return run(input);
		});
};

/** Does the work for each item, whatever becomes of the others; throws at the end if any failed. */
export async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
	const done = await Promise.allSettled(items.map(work));
	throwAll(failuresOf(done));
	return done.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/** Woken for one lane, or, by the schedule, for all of them. */
export const laneEvent = z.object({ lane: z.optional(z.string()) });
/** Woken for one token, or, by the schedule, for all of them. */
export const tokenEvent = z.object({ tokenId: z.optional(z.string()) });
/** Woken, or started by the schedule, for all that is due. */
export const wokenEvent = z.object({ woken: z.optional(z.literal(true)) });
/** The same; by the operator, whatever the policy says, or without sending anything. */
export const snapshotEvent = z.object({
	tokenId: z.optional(z.string()),
	force: z.optional(z.boolean()),
	dryRun: z.optional(z.boolean()),
});
/** Woken for one mandate of a token, for the token, or, by the schedule, for all of them. */
export const payoutEvent = z.object({ tokenId: z.optional(z.string()), mandateId: z.optional(digest) });
