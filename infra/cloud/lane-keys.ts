import { grants } from "./grants.ts";
import {
	ACCOUNT,
	arnOf,
	type Cfn,
	laneAlias,
	laneKeyId,
	PARTITION,
	REGION,
	type Resources,
	ref,
	roleId,
	type Stack,
	sub,
} from "./names.ts";

const READ = ["kms:GetPublicKey"];
const USE = [...READ, "kms:Sign"];
const ADMINISTER = [
	"kms:CancelKeyDeletion",
	"kms:Create*",
	"kms:Delete*",
	"kms:Describe*",
	"kms:Disable*",
	"kms:Enable*",
	"kms:Get*",
	"kms:List*",
	"kms:Put*",
	"kms:Revoke*",
	"kms:ScheduleKeyDeletion",
	"kms:TagResource",
	"kms:UntagResource",
	"kms:Update*",
];
const signers = (): string[] => Object.keys(grants).filter((name) => grants[name]?.signs);
const readers = (): string[] => Object.keys(grants).filter((name) => grants[name]?.readsAddresses);
/** The lanes whose key this stack makes: those that name none. */
export const lanesWithKeys = ({ stage }: Stack) =>
	stage.lanes.filter(({ sender }) => sender.kind === "kms" && sender.key === undefined);

/** A signing key for each lane, and its alias. Only the roles that send may sign; the account's own administrators may not. */
export function laneKeys(stack: Stack): Resources {
	return Object.fromEntries(
		lanesWithKeys(stack).flatMap(({ id }) => [
			[laneKeyId(id), laneKey(stack, id)],
			[
				`${laneKeyId(id)}Alias`,
				{
					Type: "AWS::KMS::Alias",
					Properties: { AliasName: laneAlias(stack.name, id), TargetKeyId: ref(laneKeyId(id)) },
				},
			],
		]),
	);
}

function laneKey({ name, stage }: Stack, lane: string): Cfn {
	const kept = stage.protected ? "Retain" : "Delete";
	return {
		Type: "AWS::KMS::Key",
		DeletionPolicy: kept,
		UpdateReplacePolicy: kept,
		Properties: {
			Description: `${name}: signs the transactions of lane ${lane}`,
			KeySpec: "ECC_SECG_P256K1",
			KeyUsage: "SIGN_VERIFY",
			// It owns what it is funded with: a deletion can be called off for 30 days.
			PendingWindowInDays: 30,
			KeyPolicy: {
				Version: "2012-10-17",
				Statement: [
					{
						Sid: "Administer",
						Effect: "Allow",
						Principal: { AWS: sub(`arn:${PARTITION}:iam::${ACCOUNT}:root`) },
						Action: ADMINISTER,
						Resource: "*",
					},
					{
						Sid: "Send",
						Effect: "Allow",
						Principal: { AWS: signers().map((one) => arnOf(roleId(one))) },
						Action: USE,
						Resource: "*",
					},
					{
						Sid: "Read",
						Effect: "Allow",
						Principal: { AWS: readers().map((one) => arnOf(roleId(one))) },
						Action: READ,
						Resource: "*",
					},
				],
			},
		},
	};
}

/** What lets each role use the lanes' keys, or read their addresses: those made here, and those that the stage file names. */
export function signPolicies(stack: Stack): Resources {
	return { ...keyPolicies(stack, signers(), USE, "Signs"), ...keyPolicies(stack, readers(), READ, "Reads") };
}

function keyPolicies(stack: Stack, names: string[], actions: string[], suffix: "Signs" | "Reads"): Resources {
	const named = stack.stage.lanes.flatMap(({ sender }) =>
		sender.kind === "kms" && sender.key !== undefined
			? namedKey(sender.key.slice("kms:".length), sender.regions ?? [], actions)
			: [],
	);
	const made = lanesWithKeys(stack).map(({ id }) => arnOf(laneKeyId(id)));
	const statements = [
		...(made.length > 0 ? [{ Sid: `${suffix}LaneKeys`, Effect: "Allow", Action: actions, Resource: made }] : []),
		...named,
	];
	if (statements.length === 0) return {};
	return Object.fromEntries(
		names.map((name) => [
			`${roleId(name)}${suffix}`,
			{
				Type: "AWS::IAM::Policy",
				Properties: {
					PolicyName: suffix.toLowerCase(),
					Roles: [ref(roleId(name))],
					PolicyDocument: { Version: "2012-10-17", Statement: statements },
				},
			},
		]),
	);
}

/** An alias is no resource of a policy: the keys that carry it are named by a condition. */
function namedKey(keyId: string, regions: readonly string[], actions: string[]): Cfn[] {
	const parts = keyId.split(":");
	const resource = keyId.startsWith("arn:") ? (parts.at(-1) ?? "") : keyId;
	const alias = resource.startsWith("alias/");
	const key = alias ? "key/*" : `key/${resource.replace(/^key\//, "")}`;
	const places = regions.length > 0 ? regions : [keyId.startsWith("arn:") ? (parts[3] ?? "") : REGION];
	const account = keyId.startsWith("arn:") ? parts[4] : ACCOUNT;
	return [
		{
			Effect: "Allow",
			Action: actions,
			Resource: places.map((region) => sub(`arn:${PARTITION}:kms:${region}:${account}:${key}`)),
			...(alias ? { Condition: { StringEquals: { "kms:RequestAlias": resource } } } : {}),
		},
	];
}
