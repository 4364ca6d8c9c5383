import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import * as z from "zod/mini";
import { Fault, type FaultCode, faults } from "../../functions/core/fault.ts";
import { problem } from "../../functions/handlers/middleware/reply.ts";
import { apiRoutes, EXAMPLES, type Examples, openApi, operationOf } from "../../infra/openapi/document.ts";
import { told } from "../../infra/openapi/operations.ts";
import { documentChecker } from "../given/document.ts";

const routes = apiRoutes();
const examples = JSON.parse(readFileSync(EXAMPLES, "utf8")) as Examples;
const document = openApi("1.2.3", examples) as {
	paths: Record<string, Record<string, { operationId: string; responses: Record<string, { content?: object }> }>>;
	components: { schemas: Record<string, unknown>; examples: Record<string, { value: object }> };
};
const check = documentChecker(document as never);
const codes = Object.keys(faults) as FaultCode[];
/** Codes that a claim ends with, or that the operator's own tool gives, and no operation answers. */
const NOT_ANSWERED = ["claim_reverted", "claim_final", "dialect_lacks", "unknown_lane", "unknown_route"];

describe("openapi.json", () => {
	test("is valid OpenAPI 3.1", async () => {
		const { valid, errors } = await new Validator().validate(structuredClone(document));
		expect(errors).toBeUndefined();
		expect(valid).toBe(true);
	});
	test("has each operation that is served, and no other", () => {
		const described = Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
		);
		expect(described.sort()).toEqual(routes.map(operationOf).sort());
		expect(Object.keys(told).sort()).toEqual(described.sort());
		const ids = Object.values(told).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});
	test("is refused while an operation has no words or no example", () => {
		expect(() => openApi("1.2.3", {}, routes)).toThrow("GET /v1/health");
	});
	test("has every code, as it is answered, in the place where it may be answered", () => {
		for (const code of codes) {
			const shown = document.components.examples[code]?.value;
			expect(shown).toEqual(JSON.parse(problem(new Fault(code)).body));
			expect(check.ofProblem(shown)).toEqual([]);
		}
		const text = JSON.stringify(document.paths);
		expect(codes.filter((code) => !text.includes(`#/components/examples/${code}"`)).sort()).toEqual(
			NOT_ANSWERED.sort(),
		);
	});
	test("lets nothing pass that is no problem of ours", () => {
		expect(check.ofProblem({ type: "x", title: "x", status: 400, code: "made_up" })).not.toEqual([]);
		expect(check.ofBody("POST /v1/claims", { token: "a" })).not.toEqual([]);
		expect(check.ofReply("GET /v1/claims/{id}", 200, { id: 7 })).not.toEqual([]);
	});
});

describe.each(routes.map((route) => [operationOf(route), route] as const))(
	"the example of %s",
	(operation, { shapes }) => {
		const all = Object.entries(examples[operation] ?? {});
		beforeAll(() => expect(all.length).toBeGreaterThan(0));

		test.each(all)("%s is what the handler takes and gives", (_name, { path, query, body, reply }) => {
			if (!shapes) throw new Error("an operation has shapes");
			for (const [shape, given] of [
				[shapes.path, path],
				[shapes.query, query],
				[shapes.body, body],
			] as const)
				if (shape) expect(shape.safeParse(given ?? {}).error?.issues ?? []).toEqual([]);
			// Comes out of the handler's own encoder as it is: nothing is missing, nothing is more.
			expect(z.encode(shapes.reply, z.decode(shapes.reply, reply as never))).toEqual(reply);
		});
		test.each(all)("%s is what the document's schemas allow", (_name, { body, reply }) => {
			if (body !== undefined) expect(check.ofBody(operation, body)).toEqual([]);
			expect(check.ofReply(operation, shapes?.status ?? 200, reply)).toEqual([]);
		});
	},
);
