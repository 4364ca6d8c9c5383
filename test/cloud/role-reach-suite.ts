import { beforeAll, expect, test } from "@jest/globals";
import { defaultKeyPolicy, laneKey, type May, readIam } from "./iam.ts";
import type { CloudStack } from "./stack.ts";

// Written down apart from infra/cloud/grants.ts.
const SIGN = ["relay", "settle", "snapshot", "sweep"];
const READ_ADDRESSES = ["operator", ...SIGN];
const SCHEDULED = ["notify", "payout", "relay", "settle", "snapshot", "sweep", "watch"];

/** What no call of a test run shows: what AWS itself does with the roles, and what must not be possible. */
export function roleReachSuite(stack: CloudStack): void {
	const { region, account, name } = stack;
	const arn = (of: string, resource: string): string => `arn:aws:${of}:${region}:${account}:${resource}`;
	let may: May;
	let roles: string[];
	beforeAll(async () => {
		({ may, roles } = await readIam(stack));
		roles.sort();
	}, 60_000);
	const whoMay = async (action: string, resource: string, keyPolicy?: object): Promise<string[]> => {
		const found = await Promise.all(roles.map((one) => may(one, action, resource, keyPolicy)));
		return roles.filter((_, at) => found[at]);
	};

	test("the scheduler's role may start the scheduled functions and no other, and do nothing else", async () => {
		const functions = roles.filter((one) => one !== "scheduler");
		const started = await Promise.all(
			functions.map((fn) => may("scheduler", "lambda:InvokeFunction", arn("lambda", `function:${name}-${fn}`))),
		);
		expect(functions.filter((_, at) => started[at])).toEqual(SCHEDULED);
		expect(await may("scheduler", "lambda:InvokeFunction", arn("lambda", "function:another-relay"))).toBe(false);
		expect(await may("scheduler", "lambda:UpdateFunctionCode", arn("lambda", `function:${name}-watch`))).toBe(false);
		for (const action of ["GetItem", "PutItem", "Query", "Scan"])
			expect(await may("scheduler", `dynamodb:${action}`, arn("dynamodb", `table/${name}`))).toBe(false);
	});

	test("what is scheduled may leave a failed run in the failure queue, as the scheduler may, and nobody reads it", async () => {
		const queue = arn("sqs", `${name}-failures`);
		expect(await whoMay("sqs:SendMessage", queue)).toEqual([...SCHEDULED, "scheduler"].toSorted());
		expect(await whoMay("sqs:SendMessage", arn("sqs", "another-queue"))).toEqual([]);
		for (const action of ["sqs:ReceiveMessage", "sqs:DeleteMessage"]) expect(await whoMay(action, queue)).toEqual([]);
	});

	test("each function may write its own log and no other's", async () => {
		const functions = roles.filter((one) => one !== "scheduler");
		for (const fn of functions)
			for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
				const stream = arn("logs", `log-group:/aws/lambda/${name}-${fn}:log-stream:2026/11/25/x`);
				expect([fn, await whoMay(action, stream)]).toEqual([fn, [fn]]);
			}
	});

	test("the lane's key, by its policy as KMS has it, signs for those who send and gives operator its address", async () => {
		const { arn: key, policy } = await laneKey(stack);
		expect(await whoMay("kms:Sign", key, policy)).toEqual(SIGN);
		expect(await whoMay("kms:GetPublicKey", key, policy)).toEqual(READ_ADDRESSES.toSorted());
		for (const action of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant", "kms:DisableKey"])
			expect(await whoMay(action, key, policy)).toEqual([]);
	});

	// That policy names the roles, so that it would do alone. A key whose policy names none asks the roles' own.
	test("the roles' own policies let the same use it, and nobody else", async () => {
		const { arn: key } = await laneKey(stack);
		const policy = defaultKeyPolicy(stack);
		expect(await whoMay("kms:Sign", key, policy)).toEqual(SIGN);
		expect(await whoMay("kms:GetPublicKey", key, policy)).toEqual(READ_ADDRESSES.toSorted());
		const another = arn("kms", "key/00000000-0000-0000-0000-000000000000");
		expect(await whoMay("kms:Sign", another, policy)).toEqual([]);
	});
}
