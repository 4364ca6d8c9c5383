import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { apiRoutes, EXAMPLES, type Examples, openApi, operationOf } from "../../infra/openapi/document.ts";
import { apiTour, shapeOf } from "../given/api-tour.ts";
import { documentChecker } from "../given/document.ts";
import { type ServedWorld, startServedWorld } from "../given/served-world.ts";

let world: ServedWorld;
let answered: Examples;
beforeAll(async () => {
	world = await startServedWorld(3);
	answered = await apiTour(world);
	if (process.env.WRITE_EXAMPLES === "1") writeFileSync(EXAMPLES, `${JSON.stringify(answered, null, "\t")}\n`);
}, 120_000);
afterAll(() => world?.stop());

const routes = apiRoutes();

describe("the running API", () => {
	test("was asked for every operation", () => {
		expect(Object.keys(answered).sort()).toEqual(routes.map(operationOf).sort());
	});
	test.each(routes.map((one) => [operationOf(one), one.shapes?.status ?? 200] as const))(
		"%s takes and answers (%i) what openapi.json says",
		(operation, status) => {
			const check = documentChecker(openApi("0.0.0", answered));
			for (const { body, reply } of Object.values(answered[operation] ?? {})) {
				if (body !== undefined) expect(check.ofBody(operation, body)).toEqual([]);
				expect(check.ofReply(operation, status, reply)).toEqual([]);
			}
		},
	);
	test("answers what the recorded examples show; `npm run examples` records them anew", () => {
		expect(shapeOf(answered)).toEqual(shapeOf(JSON.parse(readFileSync(EXAMPLES, "utf8"))));
	});
});
