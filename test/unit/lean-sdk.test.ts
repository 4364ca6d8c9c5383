import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { leanBuiltins } from "../../infra/build/bundle.ts";
import { leanLambdaClient, reachedFrom } from "../../infra/build/lean-sdk.ts";
import { bodyOf } from "../given/body-of.ts";

/** The wake-up as it is deployed, in a process of its own, against a server that answers as Lambda does. */
const CALLER = `import { invokeEvent } from "./functions/adapters/invoker/invoke-event.ts";
invokeEvent()("imo-relay-dev-relay", { lane: "main" }).then(
	() => console.log("taken"),
	(error) => console.log(error.name, error.$metadata?.httpStatusCode, error.message),
);`;

let folder: string;
let server: Server;
let answers: [status: number, type?: string][];
const asked: { request: IncomingMessage; body: string }[] = [];
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "imo-relay-sdk-"));
	server = createServer(async (request, response) => {
		asked.push({ request, body: await bodyOf(request) });
		const [status, type] = answers.shift() ?? [202];
		response.writeHead(status, type ? { "x-amzn-errortype": type, "content-type": "application/json" } : {});
		response.end(type ? JSON.stringify({ Message: "as the test wishes" }) : "");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	await build({
		stdin: { contents: CALLER, resolveDir: process.cwd() },
		outfile: join(folder, "index.mjs"),
		bundle: true,
		minify: true,
		platform: "node",
		format: "esm",
		mainFields: ["module", "main"],
		alias: {
			"@aws-sdk/credential-provider-node": join(process.cwd(), "infra/build/lambda-credentials.ts"),
			bowser: join(process.cwd(), "infra/build/lambda-credentials.ts"),
		},
		banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
		plugins: [leanBuiltins, leanLambdaClient],
	});
}, 30_000);
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	rmSync(folder, { recursive: true });
});

async function wake(...given: typeof answers): Promise<string> {
	answers = given;
	asked.length = 0;
	const env = {
		AWS_REGION: "eu-central-1",
		AWS_ACCESS_KEY_ID: "AKID",
		AWS_SECRET_ACCESS_KEY: "secret",
		AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
	};
	const child = spawn(process.execPath, [join(folder, "index.mjs")], { env });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (part: Buffer) => {
			said += part.toString();
		});
	}
	await new Promise((resolve) => child.once("close", resolve));
	return said.trim();
}

describe("the lean client for wake-ups", () => {
	test("invokes as an event, signed, with the payload as JSON", async () => {
		expect(await wake([202])).toBe("taken");
		const [{ request, body } = asked[0] as never] = asked;
		expect([request.method, request.url, body]).toEqual([
			"POST",
			"/2015-03-31/functions/imo-relay-dev-relay/invocations",
			'{"lane":"main"}',
		]);
		expect(request.headers["x-amz-invocation-type"]).toBe("Event");
		expect(request.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/lambda\//);
	});
	test("tells an error by its name and status, also one whose shape was left out", async () => {
		expect(await wake([404, "ResourceNotFoundException"])).toMatch(/^ResourceNotFoundException 404 as the test wishes/);
		expect(await wake([403, "AccessDeniedException"])).toMatch(/^AccessDeniedException 403/);
	});
	test("tries once more when it is throttled", async () => {
		expect(await wake([429, "TooManyRequestsException"], [202])).toBe("taken");
		expect(asked).toHaveLength(2);
	});
});

test("what an update of the SDK has moved stops the build by name", () => {
	expect(reachedFrom(["a"], "const b = 1;\nconst c = 2;\nexport var a = [b];\n")).not.toContain("const c");
	expect(() => reachedFrom(["gone"], "const b = 1;\n")).toThrow(/no gone any more/);
});
