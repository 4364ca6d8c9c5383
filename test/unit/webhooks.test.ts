import { describe, expect, test } from "@jest/globals";
import { signaturesOf } from "../../functions/adapters/notifier/webhook.ts";
import { verifyWebhook } from "../given/verify-webhook.ts";
import { AT_SEC, BODY, cases, headers, ID, SECRET, SIGNATURE } from "../given/webhook-cases.ts";

test("webhooks are signed as Standard Webhooks' own libraries sign", () => {
	expect(signaturesOf([SECRET], ID, AT_SEC, BODY)).toBe(SIGNATURE);
});
describe("docs/webhooks.md, in TypeScript,", () => {
	test.each(cases)("checks %s", (_name, given, body, nowSec, holds) => {
		expect(verifyWebhook(headers(given), body, SECRET, nowSec)).toBe(holds);
	});
});
