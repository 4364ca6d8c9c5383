import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { FUNCTIONS, SIGNERS } from "../../functions/core/function-name.ts";
import { type Grant, grants } from "../../infra/cloud/grants.ts";

interface Declared {
	role?: string;
	events?: { schedule?: object; httpApi?: unknown }[];
	maximumRetryAttempts?: number;
	destinations?: { onFailure?: object };
}
const text = readFileSync(join(import.meta.dirname, "../../serverless.yml"), "utf8");
const declared: Record<string, Declared> = parse(text, { logLevel: "silent", merge: true }).functions;
const those = (is: (grant: Grant) => unknown): string[] =>
	Object.entries(grants)
		.filter(([, grant]) => is(grant))
		.map(([name]) => name)
		.toSorted();
const declaredThat = (is: (one: Declared) => unknown): string[] =>
	Object.keys(declared)
		.filter((name) => is(declared[name] as Declared))
		.toSorted();

describe("a function stands in every list that it belongs to:", () => {
	test("infra/cloud/grants.ts has each of serverless.yml, under its own role", () => {
		expect(Object.keys(declared).toSorted()).toEqual(those(() => true));
		for (const [name, { role }] of Object.entries(declared))
			expect(role).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}Role`);
	});
	test("core/function-name.ts has what is woken or scheduled, and of it what signs", () => {
		const woken = Object.values(grants).flatMap(({ wakes = [] }) => wakes);
		const scheduled = those(({ everyMinutes }) => everyMinutes);
		expect([...FUNCTIONS].toSorted()).toEqual([...new Set([...woken, ...scheduled])].toSorted());
		expect([...SIGNERS].toSorted()).toEqual(those(({ signs }) => signs));
	});
	test("serverless.yml has a schedule for what grants.ts gives minutes, and for no other", () => {
		const scheduled = declaredThat(({ events = [] }) => events.some(({ schedule }) => schedule));
		expect(scheduled).toEqual(those(({ everyMinutes }) => everyMinutes));
	});
	test("what is woken or scheduled is not retried, and leaves a failed run in the failure queue", () => {
		const isJob = ({ destinations, maximumRetryAttempts }: Declared) =>
			destinations?.onFailure && maximumRetryAttempts === 0;
		expect(declaredThat(isJob)).toEqual([...FUNCTIONS].toSorted());
	});
});
