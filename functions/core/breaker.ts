/** One node's circuit breaker. Times in milliseconds. */
export interface Breaker {
	/** Failures in a row. */
	failures: number;
	/** How long it stays open next time. */
	coolDownMs: number;
	/** Open until then; 0: never opened since the last success. */
	openUntilMs: number;
}

const FAILURES_TO_OPEN = 3;
const FIRST_COOL_DOWN_MS = 2_000;
const LONGEST_COOL_DOWN_MS = 120_000;

export const CLOSED: Breaker = { failures: 0, coolDownMs: FIRST_COOL_DOWN_MS, openUntilMs: 0 };

/** `closed`: ask · `open`: don't · `half_open`: the cool-down is over, one probe may try. */
export function breakerState({ openUntilMs }: Breaker, nowMs: number): "closed" | "open" | "half_open" {
	if (openUntilMs === 0) return "closed";
	return nowMs < openUntilMs ? "open" : "half_open";
}

/** After a failure: opens at the third in a row, and for twice as long when a probe fails. */
export function afterFailure(breaker: Breaker, nowMs: number): Breaker {
	const failures = breaker.failures + 1;
	const state = breakerState(breaker, nowMs);
	// Calls that were under way when it opened tell nothing new.
	if (state === "open" || failures < FAILURES_TO_OPEN) return { ...breaker, failures };
	return {
		failures,
		openUntilMs: nowMs + breaker.coolDownMs,
		coolDownMs: Math.min(breaker.coolDownMs * 2, LONGEST_COOL_DOWN_MS),
	};
}

/** Before a probe: nobody else probes until this one has had its time, also if it never comes back. */
export const beforeProbe = (breaker: Breaker, nowMs: number, probeMs: number): Breaker => ({
	...breaker,
	openUntilMs: nowMs + probeMs,
});
