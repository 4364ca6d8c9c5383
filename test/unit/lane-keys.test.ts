import { describe, expect, test } from "@jest/globals";
import { stageSchema } from "../../functions/core/stage.ts";
import { laneKeys, signPolicies } from "../../infra/cloud/lane-keys.ts";
import { aLane, aStage } from "../given/stage.ts";

const SIGNERS = ["Relay", "Settle", "Snapshot", "Sweep"];
const BOTH = ["kms:GetPublicKey", "kms:Sign"];
const stackOf = (sender: object) => ({
	name: "imo-relay-prod",
	stage: stageSchema.parse(aStage({ lanes: [aLane({ sender: { kind: "kms", ...sender } })] })),
});
interface Statement {
	Action: string[];
	Resource: unknown;
	Condition?: unknown;
}
/** What each role may do with keys: the policy's name, its actions, what it names. */
const granted = (sender: object) =>
	Object.fromEntries(
		Object.entries(signPolicies(stackOf(sender))).map(([id, { Properties }]) => {
			const { PolicyDocument } = Properties as { PolicyDocument: { Statement: Statement[] } };
			return [id, PolicyDocument.Statement.map(({ Action, Resource }) => [Action.toSorted(), Resource])];
		}),
	);

describe("a lane whose key the stage file names", () => {
	const KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";
	const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`;
	test("may be signed with by the roles that send; operator reads its address and no more", () => {
		const resource = [{ "Fn::Sub": `arn:\${AWS::Partition}:kms:eu-west-1:111122223333:key/${KEY}` }];
		expect(granted({ key: `kms:${ARN}` })).toEqual({
			...Object.fromEntries(SIGNERS.map((name) => [`${name}RoleSigns`, [[BOTH, resource]]])),
			OperatorRoleReads: [[["kms:GetPublicKey"], resource]],
		});
		expect(laneKeys(stackOf({ key: `kms:${ARN}` }))).toEqual({});
	});
	test("in several regions is named in each of them", () => {
		const regions = ["eu-central-1", "eu-west-1"];
		const { OperatorRoleReads } = granted({ key: `kms:mrk-${KEY}`, regions });
		expect(OperatorRoleReads?.[0]?.[1]).toEqual(
			regions.map((one) => ({ "Fn::Sub": `arn:\${AWS::Partition}:kms:${one}:\${AWS::AccountId}:key/mrk-${KEY}` })),
		);
	});
});

test("a lane that names no key has one of the stack's, for the same roles", () => {
	const made = [{ "Fn::GetAtt": ["LaneKeyLane1", "Arn"] }];
	expect(granted({})).toEqual({
		...Object.fromEntries(SIGNERS.map((name) => [`${name}RoleSigns`, [[BOTH, made]]])),
		OperatorRoleReads: [[["kms:GetPublicKey"], made]],
	});
});
