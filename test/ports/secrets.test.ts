import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { awsSecrets } from "../../functions/adapters/secrets/aws.ts";
import { bodyOf } from "../given/body-of.ts";

/** SSM Parameter Store and Secrets Manager over their wire protocol (AWS JSON 1.1). */
const PARAMETERS: Record<string, string> = { "/imo/rpc": "https://node.example.org/a-key" };
const SECRETS: Record<string, object> = {
	plain: { SecretString: "just-text" },
	"team/relayer": { SecretString: JSON.stringify({ key: "from-a-field", count: 3 }) },
	binary: { SecretBinary: "AAEC" },
};
const missing = (type: string) => ({ __type: type, message: "not there" });
const actions: Record<string, (input: Record<string, unknown>) => object> = {
	"AmazonSSM.GetParameter": ({ Name, WithDecryption }) => {
		const Value = PARAMETERS[String(Name)];
		if (WithDecryption !== true) return missing("ValidationException");
		return Value ? { Parameter: { Name, Type: "SecureString", Value } } : missing("ParameterNotFound");
	},
	"secretsmanager.GetSecretValue": ({ SecretId }) =>
		SECRETS[String(SecretId)] ??
		missing(
			SecretId === "forbidden" ? "AccessDeniedException" : "com.amazonaws.secretsmanager#ResourceNotFoundException",
		),
};

let server: Server;
const asked: string[] = [];
beforeAll(async () => {
	server = createServer(async (request, response) => {
		const target = String(request.headers["x-amz-target"]);
		const scope = /Credential=AKID\/\d{8}\/eu-west-1\/(ssm|secretsmanager)\/aws4_request/;
		const signedFor = scope.exec(String(request.headers.authorization))?.[1];
		asked.push(`${signedFor} ${request.headers["content-type"]} ${target}`);
		const reply = actions[target]?.(JSON.parse(await bodyOf(request))) ?? missing("UnknownOperationException");
		response.writeHead("__type" in reply ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
		response.end(JSON.stringify(reply));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const read = (...references: string[]) => {
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return awsSecrets(references, {
		region: "eu-west-1",
		accessKeyId: "AKID",
		secretAccessKey: "secret",
		endpoints: { ssm: endpoint, secretsmanager: endpoint },
	});
};

describe("references to AWS", () => {
	test("are read each from its own service, signed for it, once however often they are named", async () => {
		asked.length = 0;
		const found = await read("secretsmanager:team/relayer#key", "ssm:/imo/rpc", "secretsmanager:plain", "ssm:/imo/rpc");
		expect(Object.fromEntries(found)).toEqual({
			"secretsmanager:team/relayer#key": "from-a-field",
			"ssm:/imo/rpc": "https://node.example.org/a-key",
			"secretsmanager:plain": "just-text",
		});
		expect(asked.toSorted()).toEqual([
			"secretsmanager application/x-amz-json-1.1 secretsmanager.GetSecretValue",
			"secretsmanager application/x-amz-json-1.1 secretsmanager.GetSecretValue",
			"ssm application/x-amz-json-1.1 AmazonSSM.GetParameter",
		]);
	});
	test.each([
		"secretsmanager:nowhere",
		"secretsmanager:team/relayer#other",
		"secretsmanager:team/relayer#count", // no text
		"secretsmanager:plain#field", // no JSON
		"secretsmanager:binary",
		"ssm:/nowhere",
	])("%s is not there: left out, for the configuration to name", async (reference) => {
		expect([...(await read(reference, "secretsmanager:plain")).keys()]).toEqual(["secretsmanager:plain"]);
	});
	test("that the role may not read are an error, and not nothing", async () => {
		await expect(read("secretsmanager:forbidden")).rejects.toThrow(/AccessDenied/);
	});
});
