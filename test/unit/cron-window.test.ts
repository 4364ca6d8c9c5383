import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isInWindow } from "../../functions/core/cron-window.ts";

const at = (text: string): number => Date.parse(text) / 1000;
/** Mondays at nine, for an hour. */
const window = { cron: "0 9 * * 1", durationSec: 3_600, timezone: "UTC" };

describe("a window", () => {
	test.each([
		["2026-11-23T08:59:59Z", false],
		["2026-11-23T09:00:00Z", true],
		["2026-11-23T09:59:59Z", true],
		["2026-11-23T10:00:00Z", false],
		["2026-11-24T09:30:00Z", false],
	])("at %s is open: %s", (text, open) => expect(isInWindow(window, at(text))).toBe(open));

	test("goes by the clock of its zone, in summer and in winter", () => {
		const berlin = { ...window, timezone: "Europe/Berlin" };
		expect(isInWindow(berlin, at("2026-11-23T08:00:00Z"))).toBe(true);
		expect(isInWindow(berlin, at("2026-07-06T07:00:00Z"))).toBe(true);
		expect(isInWindow(berlin, at("2026-07-06T08:00:00Z"))).toBe(false);
	});
	test("that opens again before it shuts is always open", () => {
		fc.assert(
			fc.property(fc.nat({ max: 4_000_000_000 }), (nowSec) =>
				isInWindow({ cron: "0 * * * *", durationSec: 3_600, timezone: "UTC" }, nowSec),
			),
		);
	});
	test.each([
		["0 9 * * 9", "UTC"],
		["61 9 * * *", "UTC"],
		["0 9 * * 1", "Mars/Base"],
	])("of %s in %s is a mistake, and said so", (cron, timezone) =>
		expect(() => isInWindow({ ...window, cron, timezone }, 0)).toThrow(),
	);
});
