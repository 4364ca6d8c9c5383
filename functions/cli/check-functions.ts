import * as z from "zod/mini";
import type { Finding } from "../core/finding.ts";
import { FUNCTIONS, type FunctionName } from "../core/function-name.ts";
import { findingsReply } from "../operator-api.ts";
import type { Stack } from "./stack.ts";

/** Each function by its own role: whether it reaches the table, and uses its keys. */
export async function checkFunctions(stack: Stack): Promise<Finding[]> {
	const found = await Promise.all([
		...FUNCTIONS.map((fn) => orFailed(fn, () => checkedByItself(stack, fn))),
		orFailed("claims", () => checkClaims(stack)),
	]);
	return found.flat();
}

async function orFailed(subject: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
	try {
		return await check();
	} catch (error) {
		const remedy = "read its log; deploy again";
		return [{ check: "function", subject, status: "fail", detail: (error as Error).message, remedy }];
	}
}

async function checkedByItself(stack: Stack, fn: FunctionName): Promise<Finding[]> {
	return z.decode(findingsReply, (await stack.call(fn, { check: true })) as z.input<typeof findingsReply>).findings;
}

/** No claim has it. */
const NO_CLAIM = `/v1/claims/0x${"0".repeat(64)}`;
/** As the HTTP API hands a request on: that function knows no other events. */
const looked = { version: "2.0", rawPath: NO_CLAIM, requestContext: { http: { method: "GET", path: NO_CLAIM } } };
const problem = z.object({ code: z.string() });

/** The function behind the API says that there is no such claim: it has looked into the table for it. */
async function checkClaims(stack: Stack): Promise<Finding[]> {
	const { body = "{}" } = (await stack.call("claims", looked)) as { body?: string };
	const answer = problem.safeParse(JSON.parse(body));
	const code = answer.success ? answer.data.code : "another answer than the API has";
	const what = { check: "function", subject: "claims" } as const;
	if (code === "unknown_claim") return [{ ...what, status: "pass", detail: "reaches the table" }];
	const remedy = "check the table's name and the function's role; its log says more";
	return [{ ...what, status: "fail", detail: `reaches the table: ${code}`, remedy }];
}
