import { beforeAll, expect, test } from "@jest/globals";
import { grants } from "../../infra/cloud/grants.ts";
import { callersOf, callsOf } from "./calls.ts";
import { figures } from "./figures.ts";
import { laneKey, readIam } from "./iam.ts";
import type { Call } from "./recorder.ts";
import { roleReachSuite } from "./role-reach-suite.ts";
import { type Policy, policiesOf, rolesOf } from "./roles.ts";
import { cloudStack } from "./stack.ts";

const stack = cloudStack();
const { region, account, name: service } = stack;
const arn = (of: string, resource: string): string => `arn:aws:${of}:${region}:${account}:${resource}`;
interface Use {
	fn: string;
	action: string;
	resource: string;
}

/** What no scenario of a test run needs, and why it is allowed all the same; how far it reaches: role-reach-suite.ts. */
const UNUSED_FOR_A_REASON: Record<string, string> = {
	"logs:CreateLogStream": "Lambda itself writes logs with the role: not seen as a call of ours",
	"logs:PutLogEvents": "Lambda itself writes logs with the role: not seen as a call of ours",
	"xray:PutTraceSegments": "Lambda itself writes traces with the role",
	"xray:PutTelemetryRecords": "Lambda itself writes traces with the role",
	"sqs:SendMessage": "Lambda itself hands failed runs to the failure queue with the role",
	// Used in some runs, by who comes first.
	"watch dynamodb:DeleteItem": "forgets a trouble that is over; takes inflows back after a reorg (test/integration)",
	"watch dynamodb:BatchGetItem": "looks for open claims before a snapshot that expires another one (test/integration)",
	"snapshot dynamodb:BatchGetItem":
		"looks for open claims before a snapshot that expires another one (test/integration)",
	"watch lambda:InvokeFunction": "wakes snapshot when its own schedule was not there first",
	"settle lambda:InvokeFunction": "wakes relay when a mined row makes room for claims that wait",
};

let uses: Use[];
let policies: Map<string, { name: string; policy: Policy }[]>;
beforeAll(async () => {
	const roles = await rolesOf(stack);
	const callers = await callersOf(stack);
	const keys = new Map<string, string>();
	uses = [];
	const seen = new Set<string>();
	for (const call of callsOf(stack)) {
		const fn = callers.get(call.accessKey);
		if (call.action === "GetPublicKey" && call.status === 200) {
			const { KeyId } = JSON.parse(call.reply) as { KeyId: string };
			keys.set((JSON.parse(call.body) as { KeyId: string }).KeyId, KeyId);
		}
		for (const use of usesOf(call, fn ?? "", keys)) {
			const line = `${use.fn} ${use.action} ${use.resource}`;
			if (fn && !seen.has(line)) uses.push(use);
			seen.add(line);
		}
	}
	policies = new Map();
	for (const fn of Object.keys(grants)) policies.set(fn, await policiesOf(stack, roles.get(fn) ?? ""));
}, 60_000);

/** What a call needs of IAM. */
function usesOf(call: Call, fn: string, keys: Map<string, string>): Use[] {
	const input = call.body.startsWith("{") ? JSON.parse(call.body) : {};
	const needs = (action: string, resource: string): Use[] => [{ fn, action, resource }];
	switch (call.service) {
		case "dynamodb": {
			const table = arn("dynamodb", `table/${input.TableName ?? Object.keys(input.RequestItems ?? {})[0]}`);
			return needs(`dynamodb:${call.action}`, input.IndexName ? `${table}/index/${input.IndexName}` : table);
		}
		case "kms":
			return needs(`kms:${call.action}`, keys.get(input.KeyId) ?? input.KeyId);
		case "lambda":
			return needs("lambda:InvokeFunction", arn("lambda", `function:${/functions\/([^/]+)\//.exec(call.path)?.[1]}`));
		case "ssm":
			return needs(`ssm:${call.action}`, arn("ssm", `parameter${input.Name}`));
		case "secretsmanager": // ends each ARN with six characters of its own
			return needs(`secretsmanager:${call.action}`, arn("secretsmanager", `secret:${input.SecretId}-AbCdEf`));
		case "sns": {
			const form = new URLSearchParams(call.body);
			return needs(`sns:${form.get("Action")}`, form.get("TopicArn") ?? "");
		}
		case "logs":
			return [];
		default:
			throw new Error(`a call to ${call.service} that this test knows nothing of`);
	}
}

test("every function made calls under its own role, and none was refused", () => {
	const calling = Object.keys(grants).filter((name) => (grants[name]?.table.length ?? 0) > 0); // the page calls nobody
	expect(new Set(uses.map(({ fn }) => fn))).toEqual(new Set(calling));
	const refused = callsOf(stack).filter(({ status, reply }) => status === 403 || /AccessDenied/.test(reply));
	expect(refused.map(({ action, reply }) => [action, reply])).toEqual([]);
});

test("each call that was made is allowed by IAM's own rules", async () => {
	const { may } = await readIam(stack);
	const key = await laneKey(stack);
	const refused: string[] = [];
	for (const { fn, action, resource } of uses) {
		const isKms = action.startsWith("kms:");
		if (isKms) expect(resource).toBe(key.arn);
		const allowed = await may(fn, action, resource, isKms ? key.policy : undefined);
		if (!allowed) refused.push(`${fn} ${action} ${resource}`);
	}
	expect(refused).toEqual([]);
	expect(uses.length).toBeGreaterThan(20);
});

roleReachSuite(stack);

test("no role names a wildcard where AWS has resources, and what no scenario used is explained", () => {
	const unused: string[] = [];
	const explained = new Map<string, string>();
	for (const [fn, own] of policies)
		for (const { policy } of own)
			for (const { Action, Resource } of policy.Statement) {
				const actions = [Action].flat();
				if ([Resource].flat().includes("*")) expect(actions.every((one) => one.startsWith("xray:"))).toBe(true);
				for (const action of actions) {
					const used = uses.some((use) => use.fn === fn && use.action === action);
					if (!used)
						explained.set(
							`${fn} ${action}`,
							UNUSED_FOR_A_REASON[action] ?? UNUSED_FOR_A_REASON[`${fn} ${action}`] ?? "",
						);
					if (!used && !explained.get(`${fn} ${action}`)) unused.push(`${fn} ${action}`);
				}
			}
	const ours = [...explained.keys()].filter((one) => !/ (logs|xray|sqs):/.test(one));
	figures([
		{
			key: "cloud.unused-permissions",
			value: ours.length,
			unit: "actions, each with its reason",
			against: `${uses.length} different uses by ${service}; without a reason: ${unused.length}; ${ours.join(", ")}`,
		},
	]);
	expect(unused).toEqual([]);
});
