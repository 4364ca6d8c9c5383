import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Call } from "./recorder.ts";
import { rolesOf } from "./roles.ts";
import type { CloudStack } from "./stack.ts";

/** Every call that the deployed functions made so far. */
export const callsOf = ({ calls }: CloudStack): Call[] =>
	readFileSync(calls, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Call);

/** Whose access key it is: the emulator derives a function's from its ARN and its role's. */
export async function callersOf(stack: CloudStack): Promise<Map<string, string>> {
	const { region, account, name } = stack;
	const found = new Map<string, string>();
	for (const [fn, role] of await rolesOf(stack)) {
		const ids = `arn:aws:lambda:${region}:${account}:function:${name}-${fn}:arn:aws:iam::${account}:role/${role}`;
		found.set(`ASIA${createHash("sha256").update(ids).digest("hex").slice(0, 16).toUpperCase()}`, fn);
	}
	return found;
}
