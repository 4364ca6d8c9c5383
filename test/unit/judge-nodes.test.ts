import { describe, expect, test } from "@jest/globals";
import { judgeNodes } from "../../functions/core/judge-nodes.ts";
import type { NodeReport } from "../../functions/core/ports/node-probe.ts";

const NOW_SEC = 1_700_000_000;
const expected = {
	chainId: 1,
	finality: "finalized" as const,
	logRange: 2_000,
	needsState: false,
	nowMs: NOW_SEC * 1000,
};
const good: NodeReport = {
	at: 0,
	latencyMs: 5,
	chainId: 1,
	head: { number: 1_000, timestampSec: NOW_SEC - 12 },
	finalized: 936,
	stateSince: 0,
	logRange: 2_000,
};
const without = (name: keyof NodeReport): NodeReport => {
	const { [name]: _left, ...rest } = good;
	return rest as NodeReport;
};
const judged = (report: NodeReport, more: Partial<typeof expected> = {}) => {
	const [finding] = judgeNodes([report], { ...expected, ...more });
	expect(finding?.status === "pass" || finding?.remedy).toBeTruthy();
	return finding?.status;
};

describe("a node", () => {
	test("that answers all passes", () => expect(judged(good)).toBe("pass"));
	test.each<[string, NodeReport, Partial<typeof expected>]>([
		["does not answer", { at: 0, problem: "ECONNREFUSED" }, {}],
		["is of another chain", { ...good, chainId: 5 }, {}],
		["knows no finalized block", without("finalized"), {}],
		["gives no logs", without("logRange"), {}],
		["has no state where that is needed", without("stateSince"), { needsState: true }],
	])("that %s fails", (_what, report, more) => expect(judged(report, more)).toBe("fail"));
	test("without a finalized block passes where confirmations are counted", () => {
		expect(judgeNodes([without("finalized")], { ...expected, finality: 12 as never })[0]?.status).toBe("pass");
	});
	test("of a chain that is younger than a range passes", () => {
		expect(judged({ ...good, head: { number: 40, timestampSec: NOW_SEC }, logRange: 41 })).toBe("pass");
	});
	test("with a small log range, or an old head, is warned of", () => {
		expect(judged({ ...good, logRange: 10 })).toBe("warn");
		expect(judged({ ...good, head: { number: 1_000, timestampSec: NOW_SEC - 3_600 } })).toBe("warn");
	});
	test("behind the best one fails by the eleventh block", () => {
		const at = (number: number) =>
			judgeNodes([good, { ...good, at: 1, head: { number, timestampSec: NOW_SEC } }, { ...good, at: 2 }], expected)[1]
				?.status;
		expect([at(990), at(989)]).toEqual(["pass", "fail"]);
	});
});
test("two nodes are warned of: both have to be up", () => {
	expect(judgeNodes([good, { ...good, at: 1 }], expected).map(({ status }) => status)).toEqual([
		"pass",
		"pass",
		"warn",
	]);
});
test("a URL is never shown, only its place", () => {
	expect(JSON.stringify(judgeNodes([good], expected))).not.toContain("http");
});
