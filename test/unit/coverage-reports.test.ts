import { describe, expect, test } from "@jest/globals";
import { campaignsIn, filesIn, findingsIn } from "../bench/coverage-reports.ts";

describe("what the coverage command reads", () => {
	test("lcov: hit and found, by file, in the order of paths", () => {
		const record = (path: string, hit: number) =>
			`TN:\nSF:${path}\nDA:1,${hit}\nFNF:2\nFNH:1\nLF:4\nLH:${hit}\nBRF:3\nBRH:0\nend_of_record\n`;
		expect(filesIn(record("b.sol", 3) + record("a.sol", 4))).toEqual([
			{ path: "a.sol", lines: [4, 4], branches: [0, 3] },
			{ path: "b.sol", lines: [3, 4], branches: [0, 3] },
		]);
	});

	test("forge: an invariant that passed, with its suite; not one that failed, nor a fuzz test", () => {
		const output = [
			"Ran 2 tests for contracts/test/a/A.t.sol:ATest",
			"[PASS] invariant_One() (runs: 256, calls: 32768, reverts: 7)",
			"[FAIL: lost a wei] invariant_Two() (runs: 1, calls: 9, reverts: 0)",
			"[PASS] testFuzz_Three(uint256) (runs: 256, μ: 1, ~: 1)",
		].join("\n");
		expect(campaignsIn(output)).toEqual([{ name: "ATest.invariant_One", runs: 256, calls: 32_768, reverts: 7 }]);
	});

	test("slither: high and medium findings; a failure is not a clean report", () => {
		const detectors = ["High", "Medium", "Low"].map((impact) => ({ check: "c", impact, description: impact }));
		const report = (success: boolean, results: object) => JSON.stringify({ success, error: "broken", results });
		expect(findingsIn(report(true, { detectors })).map(({ description }) => description)).toEqual(["High", "Medium"]);
		expect(findingsIn(report(true, {}))).toEqual([]);
		expect(() => findingsIn(report(false, {}))).toThrow("broken");
	});
});
