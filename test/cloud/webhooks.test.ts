import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { exampleIn } from "../given/verify-webhook.ts";
import { cases, headers, SECRET } from "../given/webhook-cases.ts";

// Here, since these tests have Python and those of `npm test` must not need it.
test("docs/webhooks.md checks the same in Python", () => {
	const inputs = cases.map(([, given, body, nowSec]) => [headers(given), body, nowSec]);
	const script = `${exampleIn("python")}
import json, sys
print(json.dumps([verify(h, b.encode(), ${JSON.stringify(SECRET)}, n) for h, b, n in json.load(sys.stdin)]))`;
	const run = spawnSync("python3", ["-c", script], { input: JSON.stringify(inputs), encoding: "utf8" });
	expect(run.stderr).toBe("");
	expect(JSON.parse(run.stdout)).toEqual(cases.map(([, , , , holds]) => holds));
});
