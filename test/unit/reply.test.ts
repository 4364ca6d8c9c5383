import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { problemReply } from "../../functions/api.ts";
import { Fault, type FaultCode, faults } from "../../functions/core/fault.ts";
import { json, problem } from "../../functions/handlers/middleware/reply.ts";

const codes = Object.keys(faults) as FaultCode[];

describe("a problem", () => {
	test.each(codes)("%s is what RFC 9457 asks for, and as documented", (code) => {
		const { statusCode, headers, body } = problem(new Fault(code, "inside", { claimId: "0x01" }));
		const shown = problemReply.parse(JSON.parse(body));
		expect(statusCode).toBe(faults[code].status);
		expect(headers["content-type"]).toBe("application/problem+json");
		expect(shown).toMatchObject({ code, status: statusCode, title: faults[code].title, type: `urn:imo-relay:${code}` });
		expect("retry-after" in headers).toBe(faults[code].retry);
	});
	test("shows a caller's facts, and none of ours", () => {
		const facts = { claimId: "0x01" };
		expect(JSON.parse(problem(new Fault("claim_in_progress", undefined, facts)).body).facts).toEqual(facts);
		expect(problem(new Fault("store_unavailable", "table x", facts)).body).not.toMatch(/table x|0x01/);
	});
	test("that is unexpected is internal, with nothing of its inside", () => {
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				const { statusCode, body } = problem(thrown);
				expect(statusCode).toBe(500);
				expect(JSON.parse(body)).toEqual({
					type: "urn:imo-relay:internal",
					title: faults.internal.title,
					status: 500,
					code: "internal",
				});
			}),
		);
	});
});

test("a reply is JSON that nothing keeps and nobody guesses at", () => {
	expect(json(200, { a: 1 }, { location: "/x" })).toEqual({
		statusCode: 200,
		headers: {
			"content-type": "application/json",
			"cache-control": "no-store",
			"x-content-type-options": "nosniff",
			location: "/x",
		},
		body: '{"a":1}',
	});
});
