import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { afterFailure, type Breaker, beforeProbe, breakerState, CLOSED } from "../../functions/core/breaker.ts";

/** After so many failures in a row, each at the moment when the breaker lets a call through. */
function failing(times: number): { breaker: Breaker; nowMs: number } {
	let [breaker, nowMs] = [CLOSED, 1_000];
	for (let n = 0; n < times; n++) {
		nowMs = Math.max(nowMs, breaker.openUntilMs);
		breaker = afterFailure(breaker, nowMs);
	}
	return { breaker, nowMs };
}

describe("a circuit breaker", () => {
	test("lets two failures pass and opens at the third", () => {
		expect([1, 2, 3].map((n) => breakerState(failing(n).breaker, 1_000))).toEqual(["closed", "closed", "open"]);
	});
	test("is half open when its cool-down is over, not a millisecond earlier", () => {
		const { breaker } = failing(3);
		expect(breakerState(breaker, breaker.openUntilMs - 1)).toBe("open");
		expect(breakerState(breaker, breaker.openUntilMs)).toBe("half_open");
	});
	test("stays open twice as long after each failed probe, up to two minutes", () => {
		const coolDowns = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((n) => {
			const { breaker, nowMs } = failing(n);
			return breaker.openUntilMs - nowMs;
		});
		expect(coolDowns).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 120_000, 120_000, 120_000]);
	});
	test("is not kept open by failures of calls that began before it opened", () => {
		const { breaker, nowMs } = failing(3);
		expect(afterFailure(breaker, nowMs + 1_999).openUntilMs).toBe(breaker.openUntilMs);
	});
	test("lets one probe through at a time, and another when the first never came back", () => {
		const { breaker } = failing(3);
		const nowMs = breaker.openUntilMs;
		const probing = beforeProbe(breaker, nowMs, 3_000);
		expect(breakerState(probing, nowMs)).toBe("open");
		expect(breakerState(probing, nowMs + 3_000)).toBe("half_open");
	});
	test("never opens for longer than two minutes, whatever fails when", () => {
		fc.assert(
			fc.property(fc.array(fc.nat({ max: 300_000 })), (waits) => {
				let [breaker, nowMs] = [CLOSED, 1];
				for (const wait of waits) {
					nowMs += wait;
					breaker = afterFailure(breaker, nowMs);
					expect(breaker.openUntilMs - nowMs).toBeLessThanOrEqual(120_000);
				}
			}),
		);
	});
});
