import { Fault } from "../../core/fault.ts";

/** What was read; or, so that the rest can still be shown, why it could not be. */
export async function orProblem<T extends object>(read: () => Promise<T>): Promise<T | { problem: string }> {
	try {
		return await read();
	} catch (error) {
		return { problem: reasonOf(error) };
	}
}

/** An error for people: a fault by its code and facts. */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Fault)) return (error as Error).message;
	const facts = Object.entries(error.facts).map(([name, value]) => `${name} ${value}`);
	return [error.code, ...(facts.length > 0 ? [facts.join(", ")] : [])].join(": ");
}
