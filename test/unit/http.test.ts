import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod/mini";
import { claimBody, problemReply, snapshotsQuery, tokenPath } from "../../functions/api.ts";
import { Fault, faults } from "../../functions/core/fault.ts";
import { amount } from "../../functions/core/schema.ts";
import { http, route } from "../../functions/handlers/middleware/http.ts";
import { anEvent, call, keptLog } from "../given/http.ts";

const reply = z.object({ amount });
const log = keptLog();
const SECRET = "s3cret at /var/task";
const handler = http(
	[
		route("GET", "/v1/tokens/{token}", {
			path: tokenPath,
			query: snapshotsQuery,
			reply,
			run: async ({ query }) => ({ amount: BigInt(query.limit) }),
		}),
		route("POST", "/v1/claims", {
			body: claimBody,
			reply,
			status: 202,
			headers: ({ amount: id }) => ({ location: `/v1/claims/${id}` }),
			run: async () => ({ amount: 2n ** 255n, inner: SECRET }),
		}),
		route("POST", "/any", { body: z.unknown(), reply, run: async () => ({ amount: 1n }) }),
		route("GET", "/kept", { query: snapshotsQuery, reply, hasTag: true, run: async () => ({ amount: 7n }) }),
		route("GET", "/later", {
			reply,
			run: () =>
				Promise.reject(new Fault("quota_exceeded", undefined, { retryAtSec: Math.floor(Date.now() / 1000) + 600 })),
		}),
		route("GET", "/broken", { reply, run: () => Promise.reject(new Error(SECRET)) }),
		route("GET", "/thrown", { reply, run: () => Promise.reject({ statusCode: 418, message: SECRET }) }),
		route("GET", "/down", {
			reply,
			run: () => Promise.reject(new Fault("rpc_unavailable", undefined, { node: SECRET })),
		}),
		route("GET", "/misfit", { reply, run: async () => ({ amount: "x" }) as never }),
	],
	log,
);
const ask = (method: string, path: string, given: object = {}) => call(handler, anEvent(method, path, given));
const code = async (asked: ReturnType<typeof ask>) => JSON.parse((await asked).body).code;

describe("an HTTP function answers", () => {
	test("what the use case gave, and nothing that is not documented", async () => {
		const body = JSON.stringify(sample());
		const answer = await ask("POST", "/v1/claims", { body });
		expect(answer.statusCode).toBe(202);
		expect(JSON.parse(answer.body)).toEqual({ amount: (2n ** 255n).toString() });
		expect(answer.headers.location).toBe(`/v1/claims/${2n ** 255n}`);
	});
	test("the same for a body in base64", async () => {
		const body = Buffer.from(JSON.stringify(sample())).toString("base64");
		expect((await ask("POST", "/v1/claims", { body, isBase64Encoded: true })).statusCode).toBe(202);
	});
	test("404 unknown_route for another path, and for another method", async () => {
		expect(await code(ask("GET", "/v2"))).toBe("unknown_route");
		expect(await code(ask("DELETE", "/v1/claims"))).toBe("unknown_route");
	});
	test("400 malformed_json for a body that is not JSON, and for none", async () => {
		expect(await code(ask("POST", "/any", { body: "{" }))).toBe("malformed_json");
		expect(await code(ask("POST", "/any"))).toBe("malformed_json");
	});
	test("400 malformed_request with every problem by name", async () => {
		const body = JSON.stringify({ ...sample(), chainId: "x", route: "pigeon" });
		const { problems, code: name } = JSON.parse((await ask("POST", "/v1/claims", { body })).body);
		expect(name).toBe("malformed_request");
		expect(problems).toEqual([
			expect.stringMatching(/^body\.chainId: /),
			expect.stringMatching(/^body\.route: not one of/),
		]);
		const { value: _left, ...request } = sample().request;
		const wrong = JSON.stringify({ ...sample(), token: "?", signature: "0x0", request: { ...request, gas: "x" } });
		expect(JSON.parse((await ask("POST", "/v1/claims", { body: wrong })).body).problems).toEqual(
			["token", "signature", "request.value", "request.gas"].map((at) =>
				expect.stringMatching(new RegExp(`^body\\.${at}: `)),
			),
		);
	});
	test("400 malformed_request for a query out of bounds", async () => {
		const queryStringParameters = { limit: "101" };
		expect(await code(ask("GET", "/v1/tokens/model", { queryStringParameters }))).toBe("malformed_request");
	});
	test("413 body_too_large above 8 KiB, counted in bytes, and takes exactly 8 KiB", async () => {
		const sized = (bytes: number) => ({ body: JSON.stringify("x".repeat(bytes - 2)) });
		expect((await ask("POST", "/any", sized(8192))).statusCode).toBe(200);
		expect(await code(ask("POST", "/any", sized(8193)))).toBe("body_too_large");
		expect(await code(ask("POST", "/any", { body: JSON.stringify("é".repeat(4096)) }))).toBe("body_too_large");
		const base64 = Buffer.from(sized(8193).body).toString("base64");
		expect(await code(ask("POST", "/any", { body: base64, isBase64Encoded: true }))).toBe("body_too_large");
	});
	test.each(["/broken", "/misfit", "/thrown"])(
		"500 internal for %s, says nothing of why, and logs it",
		async (path) => {
			const answer = await ask("GET", path);
			expect(answer.statusCode).toBe(500);
			expect(answer.body).not.toContain("s3cret");
			expect(JSON.parse(answer.body).code).toBe("internal");
			expect(log.lines.at(-1)).toMatchObject({ event: "unexpected_error", facts: { path } });
		},
	);
	test("HEAD as GET, without the body", async () => {
		const [got, head] = [await ask("GET", "/kept"), await ask("HEAD", "/kept")];
		expect(head).toEqual({ ...got, body: "" });
		const [missing, wrong] = [await ask("HEAD", "/v2"), await ask("HEAD", "/v1/claims")];
		expect([missing.statusCode, missing.body, wrong.statusCode]).toEqual([404, "", 404]);
		const malformed = await ask("HEAD", "/kept", { queryStringParameters: { limit: "0" } });
		expect([malformed.statusCode, malformed.body]).toEqual([400, ""]);
	});
	test("304 to who names the reply's tag, and the whole reply to who names another", async () => {
		const first = await ask("GET", "/kept");
		expect(first.headers).toMatchObject({
			"cache-control": "no-cache",
			etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
		});
		const again = (tag: string) => ask("GET", "/kept", { headers: { "if-none-match": tag } });
		for (const tag of [first.headers.etag, `W/${first.headers.etag}`, `"x", ${first.headers.etag}`, "*"]) {
			const { statusCode, body, headers } = await again(tag as string);
			expect([statusCode, body, headers.etag]).toEqual([304, "", first.headers.etag]);
			expect(headers).not.toHaveProperty("content-type");
		}
		expect(await again('"x"')).toEqual(first);
		expect((await ask("GET", "/any")).headers).not.toHaveProperty("etag");
	});
	test("429 with the seconds until it is over", async () => {
		const { statusCode, headers } = await ask("GET", "/later");
		expect(statusCode).toBe(429);
		expect(Number(headers["retry-after"])).toBeGreaterThan(590);
		expect(Number(headers["retry-after"])).toBeLessThanOrEqual(600);
	});
	test("503 with Retry-After when the chain is away, without what the node said", async () => {
		const answer = await ask("GET", "/down");
		expect(answer.statusCode).toBe(503);
		expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
		expect(answer.body).not.toContain("s3cret");
	});
});

describe("whatever the event, the reply is valid", () => {
	const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.json(), fc.constantFrom("__proto__", "%", "/"));
	const path = fc.oneof(text, fc.constantFrom("/any", "/v1/claims", "/v1/tokens/%ff", "/v1/tokens/model", "//", ""));
	const method = fc.oneof(fc.constantFrom("GET", "POST", "DELETE", "OPTIONS", "__proto__", "constructor"), text);
	const event = fc.record(
		{
			version: fc.constantFrom("2.0", "1.0", "vpc", "x"),
			rawPath: path,
			requestContext: fc.record({ http: fc.record({ method, path }, { requiredKeys: [] }) }, { requiredKeys: [] }),
			pathParameters: fc.dictionary(fc.oneof(fc.constant("token"), text), text),
			queryStringParameters: fc.dictionary(fc.constantFrom("limit", "after", "__proto__"), text),
			body: fc.oneof(text, fc.string({ minLength: 9000, maxLength: 9010 })),
			isBase64Encoded: fc.boolean(),
		},
		{ requiredKeys: [] },
	);
	const anything = fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: fc.object() });

	async function check(given: unknown): Promise<void> {
		const answer = await call(handler, given);
		expect(Number.isInteger(answer.statusCode)).toBe(true);
		expect(answer.statusCode).toBeGreaterThanOrEqual(200);
		expect(answer.statusCode).toBeLessThan(600);
		expect(answer.headers["content-type"]).toMatch(/^application\/(problem\+)?json$/);
		expect(answer.headers["x-content-type-options"]).toBe("nosniff");
		const body = JSON.parse(answer.body);
		expect(answer.body).not.toMatch(/\.(ts|js|mjs):\d+|node_modules|\bat .+\(/);
		if (answer.statusCode < 400) return;
		expect(problemReply.parse(body).status).toBe(answer.statusCode);
		expect(faults[body.code as keyof typeof faults].status).toBe(answer.statusCode);
	}

	test("of an HTTP API", async () => {
		await fc.assert(fc.asyncProperty(anything, check), { numRuns: 500 });
	});
	test.each([[null], [""], [7], [[]], [{}]])("even if it is %j", (given) => check(given));
});

function sample() {
	const address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
	const amounts = { value: "0", gas: "140000", nonce: "0", deadline: "1800000000" };
	return {
		token: "model",
		chainId: 31337,
		route: "forwarder",
		request: { from: address, to: address, ...amounts, data: "0x00" },
		signature: "0x00",
	};
}
