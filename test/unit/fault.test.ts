import { describe, expect, test } from "@jest/globals";
import { Fault, type FaultCode, faults } from "../../functions/core/fault.ts";

const codes = Object.keys(faults) as FaultCode[];

describe("the table of codes", () => {
	test.each(codes)("%s is snake_case, with a valid status and a title", (code) => {
		const { status, title } = faults[code];
		expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(600);
		expect(title).toMatch(/^[A-Z].*[^.]$/);
	});
	test("says each thing once", () => {
		const titles = codes.map((code) => faults[code].title);
		expect(new Set(titles).size).toBe(titles.length);
	});
	test("lets a job try again what was unavailable", () => {
		for (const code of codes) if (faults[code].status === 503) expect(faults[code].retry).toBe(true);
	});
	test("lets no job try again what the caller has to change", () => {
		for (const code of codes) if (faults[code].status === 422) expect(faults[code].retry).toBe(false);
	});
	test("gives a fault its title unless there is more to say", () => {
		expect(new Fault("wrong_chain").message).toBe(faults.wrong_chain.title);
		expect(new Fault("wrong_chain", "elsewhere").message).toBe("elsewhere");
	});
});
