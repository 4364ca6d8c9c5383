import * as z from "zod/mini";
import { Fault } from "../../core/fault.ts";
import type { Log } from "../../core/ports/ports.ts";
import { type answer, type OperationName, operations } from "../../operator-api.ts";

const call = z.object({
	operation: z.enum(Object.keys(operations) as [OperationName, ...OperationName[]]),
	input: z.unknown(),
});
type Answer = z.output<typeof answer>;

/** The handler of the operator's function: an operation by its name, parsed and encoded at the door. Never throws. */
export const operate =
	(work: { [N in OperationName]: (input: never) => Promise<unknown> }, log: Log) =>
	async (event: unknown): Promise<Answer> => {
		try {
			const { operation, input } = parse(call, event);
			const { input: taken, reply } = operations[operation];
			const result = await work[operation](parse<unknown>(taken, input ?? {}) as never);
			return { ok: true, result: z.encode(reply as z.ZodMiniType, result) };
		} catch (error) {
			if (error instanceof Fault) return { ok: false, code: error.code, message: error.message, facts: error.facts };
			// Whoever invokes it may read its log too: nothing is hidden from the operator.
			log.warn("unexpected_error", { error: (error as Error).stack });
			return { ok: false, code: "internal", message: (error as Error).message, facts: {} };
		}
	};

function parse<T>(schema: z.ZodMiniType<T>, input: unknown): T {
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
	throw new Fault("malformed_request", problems.join("; "));
}
