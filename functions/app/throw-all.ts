/** What went wrong in a run that went on without it. */
export const failuresOf = (done: readonly PromiseSettledResult<unknown>[]): Error[] =>
	done.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));

/** Throws the one error, or all of them as one; nothing when there is none. */
export function throwAll(failed: readonly Error[]): void {
	if (failed.length === 1) throw failed[0];
	if (failed.length > 1) throw new AggregateError(failed, failed.map(({ message }) => message).join("; "));
}
