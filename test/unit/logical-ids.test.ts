import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ConfigError } from "../../functions/config.ts";
import { stageSchema } from "../../functions/core/stage.ts";
import { laneKeyId } from "../../infra/cloud/names.ts";
import { stageResources } from "../../infra/cloud/resources.ts";
import { aLane, aStage, aToken } from "../given/stage.ts";

interface Given {
	lanes?: string[];
	tokens?: string[];
	emails?: string[];
}
const resourcesOf = ({ lanes = ["lane-1"], tokens = ["model"], emails = [] }: Given) => {
	const stage = aStage({
		lanes: lanes.map((id) => aLane({ id, sender: { kind: "kms" } })),
		tokens: tokens.map((id) => aToken({ id })),
		alerts: { emails },
	});
	return stageResources({ name: "imo-relay-prod", stage: stageSchema.parse(stage) }).Resources;
};
const problemsOf = (given: Given): readonly string[] => {
	try {
		resourcesOf(given);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.problems;
		throw error;
	}
};
const otherwise = "are one name to CloudFormation: write one of them otherwise";

describe("a stage file whose entries would be one resource is refused, and both are named:", () => {
	test("lanes, which would have one key", () => {
		expect(problemsOf({ lanes: ["base-1", "base1"] })).toEqual([`lane base-1 and lane base1 ${otherwise}`]);
	});
	test("a lane that is called as another one's alias", () => {
		expect(problemsOf({ lanes: ["base", "base-alias"] })).toEqual([`lane base and lane base-alias ${otherwise}`]);
	});
	test("tokens, which would have one alarm", () => {
		expect(problemsOf({ tokens: ["gpt-4", "gpt4"] })).toEqual([`token gpt-4 and token gpt4 ${otherwise}`]);
	});
	test("addresses, of which one would be told nothing", () => {
		const emails = ["ops-eu@example.org", "ops.eu@example.org"];
		expect(problemsOf({ emails })).toEqual([`alerts.emails ${emails[0]} and alerts.emails ${emails[1]} ${otherwise}`]);
	});
	test("all of them at once", () => {
		expect(problemsOf({ lanes: ["a-1", "a1"], tokens: ["b-1", "b1"] })).toHaveLength(2);
	});
});

test("whatever ids a stage file has: each lane has a key and an alias of its own, or the file is refused", () => {
	const id = fc.stringMatching(/^[ab1][ab1-]{0,4}$/);
	fc.assert(
		fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 4 }), (lanes) => {
			if (problemsOf({ lanes }).length > 0) return;
			const made = Object.values(resourcesOf({ lanes })) as { Type: string }[];
			const count = (type: string): number => made.filter(({ Type }) => Type === type).length;
			expect([count("AWS::KMS::Key"), count("AWS::KMS::Alias")]).toEqual([lanes.length, lanes.length]);
		}),
		{ numRuns: 100 },
	);
});

// Another logical id of a key that is in use would replace it, and what its account holds could not be sent any more.
test("logical ids stay as they are in stacks that exist", () => {
	expect(["sepolia-1", "ethereum-2", "base"].map(laneKeyId)).toEqual([
		"LaneKeySepolia1",
		"LaneKeyEthereum2",
		"LaneKeyBase",
	]);
	const given = { lanes: ["base-1", "base-2"], tokens: ["openlm"], emails: ["ops@example.org", "ops@example.org"] };
	expect(Object.keys(resourcesOf(given))).toEqual(
		expect.arrayContaining([
			"LaneKeyBase1",
			"LaneKeyBase1Alias",
			"LaneKeyBase2",
			"LaneBase1StuckAlarm",
			"TokenOpenlmLedgerAlarm",
			"AlertOpsExampleOrg",
		]),
	);
});
